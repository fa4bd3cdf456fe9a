"""On Noor's desk: letters in Arabic, a promise that was moved, and a question that waits for its answer."""

from statuspage.demo.script import DAY, HOUR, Story, asked, letter, moved, note, right, says

ARABIC = Story(
    key="arabic",
    customer="fatima",
    owner="noor",
    subject="الماكينة تصدر صوتًا عاليًا ولا تضخ الماء",
    moments=(
        asked(
            2 * HOUR,
            "السلام عليكم، منذ يومين تصدر الماكينة صوتًا عاليًا مثل الطنين، ولا يخرج منها إلا قطرات قليلة. "
            "هي هدية من أمي رحمها الله، ولا أريد أن أستبدلها بغيرها.",
        ),
        letter(
            "noor",
            7 * HOUR,
            "وعليكم السلام يا فاطمة، رحم الله والدتك. لن نستبدل هذه الماكينة، بل سنصلحها.\n\n"
            "أرجو أن تفصليها عن الكهرباء، فالمضخة تتلف إذا عملت دون ماء. سأبحث أولًا في سبب الصوت، وأكتب لك "
            "قبل {due}، حتى لو لم أعرف السبب بعد.",
            due=80,
            heard="الماكينة ذكرى من والدتك، والصوت يقلقك، وتريدين إصلاحها هي لا بديلًا عنها.",
        ),
        right(45),
        letter(
            "noor",
            2 * HOUR,
            "وصلت الماكينة إلى الورشة سالمة. سمعت الصوت بنفسي: إنها المضخة، وأظن أن الكلس يسد صمامها. "
            "سأفكها اليوم وأكتب لك ما وجدت قبل {due}.",
            due=90,
            step="looking",
        ),
        note(
            "noor", 40, "The valve is stuck fast. Needs a night in citric acid, so the promise has to move. Tell her."
        ),
        moved("noor", HOUR, 4 * HOUR),
        says(30, "شكرًا على إخباري قبل الموعد لا بعده. لا داعي للعجلة."),
    ),
)

ASKED = Story(
    key="asked",
    customer="yusuf",
    owner="noor",
    subject="The hot water tastes of rubber",
    moments=(
        asked(6 * HOUR, "The machine is new, and the hot water tastes of rubber. Coffee is fine. Tea is not."),
        letter(
            "noor",
            DAY,
            "Yusuf, a new hose can taste for a few days, but it should never be unpleasant. I’ll ask which hose yours "
            "was built with, and write by {due}.",
            due=2 * HOUR,
            heard="Only the hot water tastes, not the coffee, and you should not have to get used to it.",
            step="looking",
        ),
        right(2 * HOUR),
        letter(
            "noor",
            2 * DAY,
            "Yours has the old hose, the one that we have stopped using. A silicone one is on its way to you, "
            "with a drawing; it clicks in without tools. I’ll ask how the tea tastes by {due}.",
            due=100,
            step="working",
        ),
        says(6 * HOUR, "It came and it clicked. I am running some water through it now."),
        letter("noor", DAY, "Two or three tanks of water are enough. How does the tea taste now: is it solved?"),
    ),
)

STORIES = (ARABIC, ASKED)
