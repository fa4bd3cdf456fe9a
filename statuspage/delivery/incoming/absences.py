"""Subjects under which mail programs say that somebody is away, or that a program answers, in some forty languages.

Only what stands at the very beginning counts, and only where a colon, a bracket, a date or nothing follows: “Automatic
reply: your machine” is a program's, and “Automatic reply does not work”, “Out of office chairs” and “Re: Automatic
reply: …” are people's.
"""

import re
import unicodedata

# As Exchange, Outlook, Gmail, iCloud and others write them.
_SAID = """
automatic reply|automatic response|automated reply|automated response|automated message|auto reply|auto-reply|autoreply
auto response|auto-response|autoresponse|auto responder|autoresponder|out of office|out-of-office|out of the office
out of office reply|out of office autoreply|out of office notification|out of office message|away from office
away from the office|away from my mail|vacation reply|vacation response|vacation message|away message|absence notice
yahoo! auto response|auto reply from
automatische antwort|automatische rückantwort|automatische rückmeldung|automatische nachricht|autom. antwort|autoantwort
abwesenheitsnotiz|abwesenheitsmeldung|abwesenheitsnachricht|abwesenheitsbenachrichtigung|abwesenheitsagent
abwesenheitsassistent|automatische abwesenheitsnotiz|automatische abwesenheitsmeldung|abwesend|nicht im büro|außer haus
réponse automatique|reponse auto|message automatique|message d'absence|notification d'absence|avis d'absence
absence du bureau|absent du bureau|absente du bureau|absent(e) du bureau|en dehors du bureau
respuesta automática|contestación automática|autorespuesta|mensaje automático|fuera de la oficina|fuera de oficina
resposta automática|mensagem automática|fora do escritório|ausência do escritório|ausência temporária
resposta automàtica|fora de l'oficina|erantzun automatikoa
risposta automatica|risponditore automatico|messaggio automatico|fuori sede|fuori ufficio|assente dall'ufficio
automatisch antwoord|automatische reactie|automatische beantwoording|afwezigheidsbericht|afwezigheidsmelding
afwezigheidsassistent|niet aanwezig|niet op kantoor|buiten kantoor
autosvar|automatiskt svar|frånvaromeddelande|frånvarobesked|ej på kontoret|automatisk svar|automatisk besvarelse
fraværsmelding|fraværsmeddelelse|fraværsbesked|ikke på kontoret|borte fra kontoret|ikke til stede|sjálfvirkt svar
automaattinen vastaus|automaattivastaus|poissaoloviesti|poissa toimistosta|poissaoloilmoitus
automaatvastus|automaatne vastus|automātiskā atbilde|automātiska atbilde|automatinis atsakymas
odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|poza biurem|nieobecność w biurze
automatická odpověď|mimo kancelář|automatická odpoveď|mimo kancelárie|samodejni odgovor|automatski odgovor
аутоматски одговор|automatikus válasz|házon kívül|irodán kívül|răspuns automat|mesaj automat|përgjigje automatike
автоматический ответ|автоматическое сообщение|автоответ|автоответчик|вне офиса|нет на месте|отсутствую в офисе
автоматична відповідь|автовідповідь|аўтаматычны адказ|автоматичен отговор|автоматски одговор
αυτόματη απάντηση|εκτός γραφείου|otomatik yanıt|otomatik cevap|ofis dışında|avtomatik cavab
תשובה אוטומטית|מענה אוטומטי|מחוץ למשרד|رد تلقائي|رد آلي|الرد التلقائي|إجابة تلقائية|خارج المكتب|پاسخ خودکار
自動返信|自動応答|自動回答|不在通知|不在のお知らせ|不在連絡|自动回复|自动答复|自動回覆|自動回復|外出自动回复|不在办公室|外出通知
자동 회신|자동회신|자동 응답|자동응답|자동 답장|부재중|부재 중 자동 응답|부재중 자동 응답
ตอบกลับอัตโนมัติ|การตอบกลับอัตโนมัติ
trả lời tự động|thư trả lời tự động|balasan otomatis|jawapan automatik|balasan automatik|स्वचालित उत्तर|स्वचालित जवाब
"""
# What says the same only in a mail of which its head says already that a program wrote it.
_HINTS = """
vacation|am away|away from|away until|absen|on leave|holiday|annual leave|maternity|ooo|out of office|out of the office
abwesen|urlaub
im büro|außer haus|congé|vacaciones|férias|ausente|ausência|ferie|assente|vakantie|afwezig|semester|frånvar
fravær|lomalla|poissa|urlop|nieobecn|dovolen|szabadság|concediu|отпуск|отсутств|відпустк|отпуска|άδεια|izin
חופשה|إجازة|مرخصی|不在|休暇|外出|休假|휴가|부재
"""


def _plain(text: str) -> str:
    """The text without case, accents and widths, so that “Réponse” is “reponse” and “：” is “:”."""
    parted = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(sign for sign in parted if unicodedata.category(sign) not in ("Mn", "Cf")).split())


def _alternatives(table: str) -> str:
    said = {_plain(one) for one in re.split(r"[|\n]", table) if one}
    return "|".join(re.escape(one) for one in sorted(said, key=len, reverse=True))


_FOLLOWING = r"\s*(?:$|[:([{]|[-–—|]\s|re:|(?:until|till|from|through|bis|ab|vom|du|jusqu|hasta|tot|fino)\b|\d)"
_SUBJECT = re.compile(rf"(?:\[[^\]#\d]{{1,40}}\] ?)?[*<\"']*(?:{_alternatives(_SAID)})[*>\"']*{_FOLLOWING}")
_DOMINO = re.compile(r"auto: .{1,120} (?:is out of the office|ist ausser haus|ist nicht im buro|est absent)")
_AWAY = re.compile(_alternatives(_HINTS))


def is_absence(subject: str) -> bool:
    """Whether a program's answer stands under this subject, and no person's mail would."""
    plain = _plain(subject[:400])
    return bool(_SUBJECT.match(plain) or _DOMINO.match(plain))


def tells_of_absence(text: str) -> bool:
    """Whether a program that wrote this tells that somebody is away."""
    return _AWAY.search(_plain(text[:1_500])) is not None
