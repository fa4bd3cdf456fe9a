"""What mail programs write around what they quote, in the languages that they speak: the tables that ``quoting`` asks.

A line is a language. Words are as Gmail, Outlook, Apple Mail, Thunderbird, Yahoo and their like write them; between two
ways of one language stands a bar. All is compared in small letters.
"""

import re
from collections.abc import Iterator


def phrases(table: str) -> Iterator[str]:
    """The words of a table, in small letters."""
    for row in table.strip().splitlines():
        _, _, words = row.partition(":")
        yield from (word.strip().lower() for word in words.split("|"))


# How it is said that somebody wrote. Behind some stand letters for the other gender.
_WROTE = """
en: wrote | writes
de: schrieb | geschrieben
fr: a écrit
es: escribió
pt: escreveu
it: ha scritto
nl: schreef
pl: napisał | napisała | pisze
sv: skrev
da: skrev
no: skrev | skreiv
tr: yazdı | şunu yazdı
ru: написал | написала | писал | пишет
uk: пише | написав | написала
cs: napsal | napsala | píše
sk: napísal | napísala | píše
fi: kirjoitti
hu: írta
ro: a scris
el: έγραψε
bg: написа
hr: napisao | napisala | je napisao | piše
sl: je napisal | piše
ca: va escriure
gl: escribiu
eu: idatzi
lt: rašė
lv: rakstīja
et: kirjutas
is: skrifaði
vi: đã viết
id: menulis
ar: كتب | كتبت
he: כתב | כתבה | מאת
fa: نوشت
hi: ने लिखा
"""
# The same in scripts that do not divide words.
_WROTE_JOINED = """
zh: 写道 | 寫道
ja: 書きました | のメール
ko: 님이 작성 | 님이 쓴 | 썼습니다 | 작성:
ar: تمت كتابة
th: เขียน
"""
_GENDER = r"(?:\(?[aа]\)?|\(ла\)|/ה)?"
_VERB = rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases(_WROTE)))}){_GENDER}(?!\w)"
WROTE = re.compile("|".join((_VERB, *map(re.escape, phrases(_WROTE_JOINED)))))
_I = r"(?<!\w)(?:i|we|ich|wir|ik|wij|jag|jeg|vi|я|мы|ми)(?!\w)"
# Whoever says "I wrote" is no program that quotes another's mail.
I_WROTE = re.compile(rf"{_I}\s(?:{_VERB})|(?:{_VERB})\s{_I}")
# How a line begins that goes on with a day.
ON = tuple(
    f"{word} "
    for word in phrases("""
en: on | quoting | ---- on
de: am
fr: le
es: el
pt: em | no dia | a
it: il | in data
nl: op
pl: w dniu | dnia
sv: den
da: den | på
cs: dne | dňa
ru: в
uk: у | в
ro: în | la | pe
el: στις
bg: на
hr: dana | na
ca: el
vi: vào
id: pada
ar: في | بتاريخ
he: בתאריך | ביום | ב
fa: در
th: ในวันที่
""")
)
ORIGINAL = frozenset(
    phrases("""
en: original message | original email | original mail
de: ursprüngliche nachricht | original-nachricht | originalnachricht | ursprüngliche e-mail | original e-mail
fr: message d'origine | message d’origine | message original | message initial | e-mail d'origine
es: mensaje original | correo original | mensaje de origen
pt: mensagem original
it: messaggio originale | messaggio originario
nl: oorspronkelijk bericht | origineel bericht | oorspronkelijke bericht
pl: wiadomość oryginalna | oryginalna wiadomość | pierwotna wiadomość | treść oryginalnej wiadomości
sv: ursprungligt meddelande | originalmeddelande
da: oprindelig meddelelse | oprindelig besked | original meddelelse
no: opprinnelig melding
tr: orijinal ileti | orijinal mesaj | özgün ileti | asıl mesaj | orjinal mesaj
ru: исходное сообщение | оригинальное сообщение | исходное письмо
uk: вихідне повідомлення | початкове повідомлення | оригінальне повідомлення
cs: původní zpráva | původní e-mail
sk: pôvodná správa
fi: alkuperäinen viesti
hu: eredeti üzenet
ro: mesaj original | mesajul original
el: αρχικό μήνυμα
bg: оригинално съобщение
hr: izvorna poruka | originalna poruka
sl: izvirno sporočilo
ca: missatge original
lt: originalus laiškas
vi: thư gốc
id: pesan asli | pesan asal
ar: الرسالة الأصلية | رسالة أصلية
he: הודעה מקורית | ההודעה המקורית
fa: پیام اصلی
zh: 原始邮件 | 原始信息 | 原邮件 | 原始郵件 | 原始訊息 | 原郵件
ja: 元のメッセージ | 元のメール | オリジナルメッセージ
ko: 원본 메시지 | 원본 메일 | 원본 이메일
th: ข้อความต้นฉบับ
""")
)
FORWARDED = frozenset(
    phrases("""
en: forwarded message | begin forwarded message
de: weitergeleitete nachricht | weitergeleitete e-mail | anfang der weitergeleiteten nachricht
de: anfang der weitergeleiteten e-mail
fr: message transféré | début du message transféré | message réexpédié | début du message réexpédié
es: mensaje reenviado | inicio del mensaje reenviado
pt: mensagem encaminhada | mensagem reencaminhada | início da mensagem encaminhada
pt: início da mensagem reencaminhada
it: messaggio inoltrato | inizio messaggio inoltrato
nl: doorgestuurd bericht | begin doorgestuurd bericht
pl: wiadomość przekazana | przekazana wiadomość | początek przekazywanej wiadomości | przekazywana wiadomość
sv: vidarebefordrat meddelande | vidarebefordrat brev | vidarebefordrat mejl
da: videresendt meddelelse | videresendt besked | start på videresendt besked
no: videresendt melding | videresendt e-post
tr: yönlendirilen ileti | yönlendirilmiş mesaj | iletilmiş mesaj | iletilen mesaj
ru: пересылаемое сообщение | пересланное сообщение | начало переадресованного сообщения
uk: переслане повідомлення | переадресоване повідомлення
cs: přeposlaná zpráva | přeposlaný e-mail
sk: preposlaná správa
fi: välitetty viesti
hu: továbbított üzenet
ro: mesaj redirecționat
el: προωθημένο μήνυμα
bg: пренасочено съобщение
hr: proslijeđena poruka
ca: missatge reenviat
ar: رسالة معاد توجيهها | رسالة تمت إعادة توجيهها | بدء الرسالة المعاد توجيهها
he: הודעה שהועברה | תחילת ההודעה שהועברה
zh: 转发的邮件 | 转发邮件 | 开始转发的邮件 | 轉寄郵件 | 轉寄的郵件
ja: 転送されたメッセージ | 転送メッセージ
ko: 전달된 메일 | 전달된 메시지
""")
)

FROM, SENT, TO, _COPY, SUBJECT = range(5)
# The headers that are quoted: who wrote it, when, to whom, in copy to whom, on what; between the five stands a stroke.
_HEADERS = """
en: From / Sent | Date / To / Cc / Subject
de: Von | Absender / Gesendet | Datum / An | Empfänger / Kopie / Betreff
fr: De | Expéditeur / Envoyé | Date | Date d'envoi | Envoyée / À | A | Pour | Destinataire / Copie / Objet | Sujet
es: De | Remitente / Enviado | Enviado el | Fecha | Enviados / Para | Destinatario / Copia / Asunto
pt: De | Remetente / Enviado | Enviada em | Enviado em | Enviada | Data / Para / Cópia / Assunto
it: Da | Mittente / Inviato | Data / A | Per | Destinatario / Copia / Oggetto
nl: Van | Afzender / Verzonden | Datum / Aan / Kopie / Onderwerp
pl: Od | Nadawca / Wysłano | Wysłane | Data | Data wysłania / Do | Odbiorca / DW | Kopia / Temat
sv: Från | Avsändare / Skickat | Datum / Till / Kopia / Ämne
da: Fra | Afsender / Sendt | Dato / Til / Kopi / Emne
tr: Kimden | Gönderen / Gönderildi | Gönderme Tarihi | Tarih / Kime | Alıcı / Bilgi / Konu
ru: От | От кого | Отправитель / Отправлено | Дата / Кому / Копия / Тема
uk: Від | Від кого | Відправник / Надіслано | Дата / Кому | До / Копія / Тема
cs: Od / Odesláno | Datum / Komu | Pro / Kopie / Předmět
sk: Od / Odoslané | Dátum / Komu / Kópia / Predmet
fi: Lähettäjä / Lähetetty | Päivämäärä / Vastaanottaja / Kopio / Aihe
hu: Feladó / Elküldve | Dátum / Címzett / Másolatot kap / Tárgy
ro: De la | Expeditor / Trimis | Data / Către / Copie / Subiect
el: Από / Εστάλη | Ημερομηνία / Προς / Κοιν / Θέμα
bg: От / Изпратено | Дата / До / Копие / Относно
hr: Od | Šalje / Poslano | Datum / Prima | Za / Kopija / Predmet
sl: Od | Pošiljatelj / Poslano | Datum / Za / Kp / Zadeva
et: Saatja / Saadetud | Kuupäev / Adressaat / Koopia / Teema
lt: Nuo / Išsiųsta | Data / Kam / Kopija / Tema
ca: De / Enviat | Data / Per a | A / A/c / Assumpte
ar: من | المرسل / تاريخ الإرسال | تم الإرسال | التاريخ | أُرسلت | أرسلت / إلى | الى / نسخة / الموضوع | موضوع
he: מאת / נשלח | תאריך / אל | ל / עותק | העתק / נושא
fa: از / ارسال شده | تاریخ / به / رونوشت / موضوع
zh: 发件人 / 发送时间 | 发送日期 | 日期 | 时间 / 收件人 / 抄送 / 主题
zh: 寄件者 | 寄件人 / 寄件日期 | 傳送日期 | 日期 / 收件者 | 收件人 / 副本 / 主旨
ja: 差出人 | 送信者 | From / 送信日時 | 日付 | 日時 / 宛先 | To / CC / 件名
ko: 보낸 사람 | 보낸사람 / 보낸 날짜 | 날짜 / 받는 사람 | 받는사람 / 참조 / 제목
vi: Từ / Đã gửi | Ngày / Tới | Đến / Cc / Chủ đề
id: Dari / Dikirim | Tanggal / Kepada | Ke / Cc / Subjek | Perihal
"""


def _labels(table: str) -> Iterator[tuple[str, int]]:
    for row in table.strip().splitlines():
        for role, labels in enumerate(row.split(":")[1].split(" / ")):
            yield from ((label, role) for label in phrases(f":{labels}"))


LABELS = dict(_labels(_HEADERS))
