"""The drafts of Fernhill's agents. Each has open places that only its writer can fill in."""

DRAFTS = {
    "We heard you": (
        "[[their name]], thank you for telling me. What I understand is that [[what they said, in your words]].\n\n"
        "The first thing I will do is [[what you do first]]. I will write again by [[day and time]], even if I "
        "know no more than now."
    ),
    "Repair under way": (
        "[[their name]], [[what they said, in your words]]. I have it in front of me now. [[what you have found]]\n\n"
        "Next I will [[what happens next]], and by [[day and time]] you will know how it went."
    ),
    "Waiting for a part": (
        "[[their name]], what keeps us is a part: [[which part, and why this one]]. It is ordered from [[whom]], "
        "who say that it leaves on [[day]].\n\n"
        "Waiting is my job now, not yours: I will ask them again on [[day]] and write to you by [[day and time]] "
        "either way."
    ),
    "Solved?": (
        "[[their name]], [[what was done, in one sentence]]. Before it left I tested [[what you tested]].\n\n"
        "Please try it as you always use it, also with [[what went wrong before]]. Is it solved for you?"
    ),
}
