"""What customers answer: a word, paragraphs, a list, a link with an emoji, and words around a line that they quote."""

from dataclasses import dataclass
from html import escape

LINK = "https://photos.example/espresso/42?size=large"


@dataclass(frozen=True)
class Said:
    """Pieces of an answer: paragraphs, lists of items, and what its writer quotes on purpose."""

    pieces: tuple[str | tuple[str, ...], ...]
    quote: str = ""

    @property
    def words(self) -> str:
        """What is to be found of it."""
        return self.plain("- ")

    def plain(self, bullet: str = "- ") -> str:
        blocks = [
            piece if isinstance(piece, str) else "\n".join(bullet + one for one in piece) for piece in self.pieces
        ]
        if self.quote:
            blocks.insert(1, f"> {self.quote}")
        return "\n\n".join(blocks)

    def html(self, paragraph: str = "<div>{}</div>", between: str = "<div><br></div>") -> str:
        blocks = [_html(piece, paragraph) for piece in self.pieces]
        if self.quote:
            blocks.insert(1, f"<blockquote>{escape(self.quote)}</blockquote>")
        return between.join(blocks)


def _html(piece: str | tuple[str, ...], paragraph: str) -> str:
    if isinstance(piece, str):
        linked = f'<a href="{escape(LINK)}">{escape(LINK)}</a>'
        return paragraph.format(escape(piece, quote=False).replace(escape(LINK), linked).replace("\n", "<br>"))
    return "<ul>" + "".join(f"<li>{escape(one, quote=False)}</li>" for one in piece) + "</ul>"


# In each language: a word, two paragraphs, two things of a list, and a line to quote.
_SENTENCES = {
    "en": (
        "ok",
        "Thank you, the new valve came this morning and I put it in myself. It heats up, and it stays on!",
        "One more thing: on Monday I wrote: the light blinks twice. It still does. Is that as it should be?",
        "the light blinks",
        "the pump is louder than before",
        "It died again.",
    ),
    "de": (
        "Passt!",
        "Danke, das neue Ventil kam heute früh, und ich habe es selbst eingebaut. Sie heizt und bleibt jetzt an!",
        "Noch etwas: Am Montag schrieb ich Ihnen, dass die Lampe zweimal blinkt. Das tut sie noch. Soll das so sein?",
        "die Lampe blinkt",
        "die Pumpe ist lauter als vorher",
        "Sie ist wieder ausgegangen.",
    ),
    "fr": (
        "D'accord",
        "Merci, la nouvelle vanne est arrivée ce matin et je l'ai posée moi-même. Ça chauffe et ça reste allumé !",
        "Encore une chose : la lampe clignote toujours deux fois. Est-ce normal ? Je vous l'ai écrit lundi.",
        "la lampe clignote",
        "la pompe fait plus de bruit qu'avant",
        "Elle s'est encore éteinte.",
    ),
    "es": (
        "Vale",
        "Gracias, la válvula nueva llegó esta mañana y la puse yo misma. ¡Calienta y ya no se apaga!",
        "Otra cosa: la luz sigue parpadeando dos veces. ¿Es normal? El lunes escribí sobre ello.",
        "la luz parpadea",
        "la bomba suena más que antes",
        "Se apagó otra vez.",
    ),
    "it": (
        "Va bene",
        "Grazie, la nuova valvola è arrivata stamattina e l'ho montata io. Scalda e resta accesa!",
        "Ancora una cosa: la spia lampeggia sempre due volte. È normale? Lunedì ho scritto proprio questo.",
        "la spia lampeggia",
        "la pompa è più rumorosa di prima",
        "Si è spenta di nuovo.",
    ),
    "nl": (
        "Prima",
        "Bedankt, de nieuwe klep kwam vanmorgen en ik heb hem zelf geplaatst. Hij wordt warm en blijft aan!",
        "Nog iets: het lampje knippert nog steeds twee keer. Hoort dat zo? Maandag schreef ik daar al over.",
        "het lampje knippert",
        "de pomp is luider dan eerst",
        "Hij ging weer uit.",
    ),
    "pl": (
        "Dobrze",
        "Dziękuję, nowy zawór przyszedł dziś rano i sama go założyłam. Grzeje i już się nie wyłącza!",
        "Jeszcze jedno: lampka wciąż miga dwa razy. Czy tak ma być? Pisałam o tym w poniedziałek.",
        "lampka miga",
        "pompa jest głośniejsza niż przedtem",
        "Znowu się wyłączył.",
    ),
    "sv": (
        "Okej",
        "Tack, den nya ventilen kom i morse och jag satte i den själv. Den blir varm och håller sig på!",
        "En sak till: lampan blinkar fortfarande två gånger. Ska det vara så? Det skrev jag i måndags.",
        "lampan blinkar",
        "pumpen låter mer än förut",
        "Den slocknade igen.",
    ),
    "ru": (
        "Хорошо",
        "Спасибо, новый клапан пришёл сегодня утром, и я поставила его сама. Машина греет и не выключается!",
        "И ещё: лампочка всё равно мигает два раза. Так и должно быть? Я писала об этом в понедельник.",
        "лампочка мигает",
        "насос шумит сильнее, чем раньше",
        "Она опять выключилась.",
    ),
    "ar": (
        "حسنًا",
        "شكرًا، وصل الصمام الجديد هذا الصباح وركّبته بنفسي. الآلة تسخن وتبقى تعمل!",
        "أمر آخر: ما زال الضوء يومض مرتين. هل هذا طبيعي؟ كتبت لكم عن ذلك يوم الاثنين.",
        "الضوء يومض",
        "المضخة أعلى صوتًا من قبل",
        "انطفأت مرة أخرى.",
    ),
    "ja": (
        "了解です",
        "ありがとうございます。新しいバルブが今朝届き、自分で取り付けました。温まって、電源も切れません。",
        "もう一つ、ランプがまだ二回点滅します。これで正常ですか。月曜日にもお伝えしました。",
        "ランプが点滅する",
        "ポンプの音が前より大きい",
        "また止まりました。",
    ),
    "zh": (
        "好的",
        "谢谢，新的阀门今天早上到了，我自己装上了。机器能加热，也不再关机！",
        "还有一件事：指示灯还是闪两下，这正常吗？星期一我也说过。",
        "指示灯闪烁",
        "水泵比以前响",
        "它又关机了。",
    ),
}


def answers(language: str) -> tuple[Said, ...]:
    """Answers in a language, of each kind one; only the last quotes on purpose."""
    word, first, second, one, two, line = _SENTENCES[language]
    return (
        Said((first, second)),
        Said((word,)),
        Said((first, (one, two), second)),
        Said((first, f"{second}\n{LINK}")),
        Said((first, second, "Ana Reis\n+351 91 000 0000")),
        Said((first, second), quote=line),
    )


def with_emoji(said: Said) -> Said:
    """The same with a smile, which no charset but Unicode has."""
    return Said((*said.pieces[:-1], f"{said.pieces[-1]} ☕🙂") if isinstance(said.pieces[-1], str) else said.pieces)
