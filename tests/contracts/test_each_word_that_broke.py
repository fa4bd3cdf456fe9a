"""The small inputs from real use that once broke it, in one table: each is done again over HTTP and in a browser."""

import ast
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FORMS = "browser/test_words_that_broke_forms.py"
BROKE = "surfaces/test_words_that_broke.py"
WAY = "surfaces/test_words_that_broke_on_their_way.py"
PAGES = "browser/test_words_that_broke_pages.py"
TYPED = "browser/test_words_as_typed.py"
CLOCK = "browser/test_whose_clock.py"

# What was typed or done, and the tests that do it again, or why there is none on that side.
TABLE = {
    "other words in a form that came by Back, or stands in two tabs": (
        "surfaces/test_words_sent_again.py::test_what_the_customer_writes_in_a_form_that_was_sent_already_arrives_too",
        f"{FORMS}::test_after_back_other_words_in_the_same_form_arrive_too",
        f"{FORMS}::test_the_same_form_in_two_tabs_sends_what_was_written_in_each",
    ),
    "a card in a closed fold of another site, opened late, on a slow line": (
        "not over HTTP: only a browser knows what is in sight",
        "browser/test_the_card_wherever_it_stands.py::test_a_card_out_of_sight_waits_and_comes_when_it_is_seen",
        "browser/test_the_card_wherever_it_stands.py::test_a_slow_line_is_waited_for_and_the_link_remains_until_then",
    ),
    "a ticket of the desk opened while three others are open behind it": (
        "front/test_two_regions.py::test_two_regions_are_one_stream",
        "browser/test_in_the_background.py::test_eight_tickets_in_the_background_hold_no_stream_and_the_ninth_holds_one",
    ),
    "+966 11 555 0142 among Arabic words": (
        f"{BROKE}::test_a_number_to_call_is_taken_and_dialled",
        f"{TYPED}::test_a_number_to_call_reads_in_order_and_is_dialled",
    ),
    "030 – 555 0142, an extension, unseen signs around a number": (
        f"{BROKE}::test_a_number_to_call_is_taken_and_dialled",
        f"{PAGES}::test_a_number_to_call_is_taken_as_it_was_pasted",
    ),
    "Kind regards, Maria, --, Fernhill": (
        f"{BROKE}::test_a_letter_reads_as_typed_wherever_it_is_read",
        f"{PAGES}::test_a_signature_under_dashes_is_no_heading",
    ),
    "https://parts.example/_next/valve_ and a mail address": (
        f"{BROKE}::test_a_letter_reads_as_typed_wherever_it_is_read",
        f"{PAGES}::test_addresses_in_a_letter_are_whole_and_can_be_followed",
    ),
    "> quoted, with the answer on the next line": (
        f"{WAY}::test_an_answer_below_a_quote_is_outside_of_it_wherever_it_is_read",
        f"{PAGES}::test_an_answer_below_a_quote_stands_outside_of_it",
    ),
    "twenty quotes within each other": (
        f"{WAY}::test_every_word_of_twenty_quotes_is_there_wherever_it_is_read",
        f"{PAGES}::test_every_word_of_twenty_quotes_can_be_read_on_a_phone",
    ),
    "columns made of blanks and tabs": (
        f"{BROKE}::test_a_reply_has_links_and_keeps_its_columns",
        f"{TYPED}::test_blanks_and_tabs_stay_as_typed",
    ),
    "Arabic, a line of code, and English": (
        f"{WAY}::test_each_block_has_its_direction_wherever_it_is_read",
        f"{TYPED}::test_each_block_of_a_letter_has_its_own_direction",
    ),
    "a link with a bracket, a slash or an unseen sign after it": (
        "surfaces/test_cut_links.py::test_a_link_with_what_stood_after_it_leads_to_what_was_meant",
        f"{PAGES}::test_a_link_with_what_stood_after_it_opens_the_page",
    ),
    "a clock in Etc/GMT+5": (
        "surfaces/test_zone_names.py::test_a_customer_far_from_any_city_reads_their_own_distance_everywhere",
        f"{PAGES}::test_a_clock_without_a_city_is_told_by_its_distance_everywhere",
    ),
    "a reader whose clock is minutes behind or days ahead": (
        "front/test_dates.py::test_a_date_that_the_app_wrote_is_not_passed_on",
        f"{CLOCK}::test_what_was_just_written_was_just_written_whatever_the_readers_clock_says",
        f"{CLOCK}::test_a_promise_is_as_far_away_as_the_server_says",
    ),
    "the calendar of a customer in Dublin": (
        f"{WAY}::test_in_dublin_summer_is_daylight_and_winter_is_not",
        "not in a browser: calendar programs read it",
    ),
    "a calendar or a feed named Pump, valve; C:\\new": (
        f"{WAY}::test_a_calendar_and_a_feed_may_have_any_name",
        "not in a browser: calendar programs and feed readers read it",
    ),
    "a mail address with an unseen sign at its end": (
        f"{BROKE}::test_the_address_and_the_number_of_a_customer_are_cleaned",
        f"{PAGES}::test_the_address_of_a_customer_is_cleaned_of_what_nobody_sees",
    ),
    "one letter begun in two tabs": (
        "surfaces/test_letters_begun_twice.py::test_the_newest_is_in_the_form_and_the_other_can_be_read_beneath",
        f"{FORMS}::test_a_letter_begun_in_two_tabs_is_kept_twice",
    ),
    "looking for emilie, jon lind, a number, a word": (
        "surfaces/test_desk_customers.py::test_people_are_found_by_what_one_remembers_of_them",
        f"{PAGES}::test_people_are_found_from_the_desk",
    ),
    "a subject that is one long address": (
        "not over HTTP: only a browser knows how wide a word is",
        f"{TYPED}::test_one_long_word_wraps_wherever_it_stands",
    ),
    "a photo with transparency": (
        f"{WAY}::test_a_photo_that_lets_something_through_is_uploaded_and_stands_on_the_ground_of_a_card",
        f"{PAGES}::test_a_photo_that_lets_something_through_stands_on_the_ground_of_a_card",
    ),
    "Dr. Anna Weiss; two agents of one first name": (
        f"{WAY}::test_nobody_is_called_by_a_title_and_two_of_one_name_are_told_apart_but_in_public",
        f"{PAGES}::test_an_agent_confirms_a_first_name_and_two_of_one_name_are_told_apart_but_in_public",
    ),
    "a flag before a name": (
        f"{BROKE}::test_a_flag_before_a_name_is_a_whole_flag",
        f"{PAGES}::test_initials_have_a_whole_flag",
    ),
    "a public feed that another site's script reads": (
        "surfaces/test_feeds_elsewhere.py::test_only_public_feeds_are_for_scripts_of_other_sites",
        f"{PAGES}::test_a_public_feed_is_read_by_another_sites_script_and_a_private_one_by_none",
    ),
    "a subject that decodes to a header": (
        f"{WAY}::test_a_subject_that_decodes_to_a_header_is_text_in_the_mail",
        "not in a browser: mail programs read it",
    ),
    "the next archive after a feed's last closed page": (
        "surfaces/test_feed_pages.py::test_whatever_an_archive_address_answers_names_itself",
        "not in a browser: feed readers read it",
    ),
    "jumping from heading to heading": (
        "contracts/test_outlines.py::test_from_heading_to_heading_one_hears_who_wrote_and_when",
        f"{PAGES}::test_each_letter_is_found_by_its_heading",
    ),
}


@cache
def functions(path: str) -> set[str]:
    """The tests in this file; none where there is no such file."""
    file = TESTS / path
    body = ast.parse(file.read_text(encoding="utf-8")).body if file.is_file() else []
    return {node.name for node in body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("row", TABLE)
def test_each_of_them_is_done_again_on_both_sides(row: str) -> None:
    tests = [entry.split("::") for entry in TABLE[row] if "::" in entry]
    gone = [f"there is no {name} in tests/{path} any more" for path, name in tests if name not in functions(path)]
    assert not gone, f"“{row}”: {', and '.join(gone)}"
    assert tests, f"“{row}” is done nowhere"
    told = {"in a browser" if path.startswith("browser/") else "over HTTP" for path, _ in tests}
    told |= {entry.partition(": ")[0].removeprefix("not ") for entry in TABLE[row] if "::" not in entry}
    silent = {"over HTTP", "in a browser"} - told
    assert not silent, f"“{row}” is not done {' and '.join(silent)}, and nothing says why"
