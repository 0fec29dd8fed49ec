"""Habits of wording that bend answers, in Vietnamese and English. Few false alarms matter more than finding all.

Each habit is a list of words that hardly ever stand in a fair question; what needs judgement is left to the reader.
A file that takes its wording from elsewhere says so under ``accepts``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A habit found in a text: the rule, and the words that show it."""

    rule: str
    words: str


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)", re.IGNORECASE)


_LEADING = {
    "vi": _any(
        "có đồng ý rằng",
        "có đồng ý là",
        "chẳng phải",
        "chẳng lẽ",
        "lẽ nào",
        "không lẽ",
        "phải chăng",
        r"(?:đúng|phải) (?:vậy )?(?:không|chứ)\s*\?",
        "(?:như )?(?:ai|mọi người) (?:cũng|đều) (?:biết|thấy)",
        "rõ ràng là",
        "hiển nhiên",
        "tất nhiên",
        "đương nhiên",
        "dĩ nhiên",
    ),
    "en": _any(
        "do(?:n't| not)? you (?:also )?agree (?:that|with)",
        "(?:would|do|is|are|should|were|was|did)n['’]t (?:you|it|they|we|this|that)",
        "(?:would|do) you not",
        "as (?:everyone|everybody|we all|you) know",
        "obviously",
        "of course",
        "surely",
        "needless to say",
    ),
}
_VAGUE_TIME = {
    "vi": _any("gần đây(?! nhất)", "dạo này", "thời gian (?:vừa )?qua", "thời gian gần đây", "mới đây", "trước đây"),
    "en": _any("recently", "lately", "in the (?:recent )?past", "these days", "some time ago"),
}
_PERIOD = {
    "vi": re.compile(
        r"\d|(?:một|hai|ba|bốn|sáu|mười|vài|mấy|mỗi|này|nay|trước|qua|tới) ?(?:ngày|tuần|tháng|quý|năm)|"
        r"(?:ngày|tuần|tháng|quý|năm|kỳ|khóa) (?:này|nay|trước|qua|ngoái)|nhiệm kỳ",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\d|\b(?:day|week|month|quarter|year)s?\b|\b(?:since|term)\b",
        re.IGNORECASE,
    ),
}
_TWICE = {
    "vi": _any("và/hoặc", "cũng như", "đồng thời"),
    "en": _any("and/or", "as well as"),
}
_AND = {"vi": _any("và"), "en": _any("and")}
_PAIRS = {
    "vi": re.compile(
        r"khoa học và công nghệ|thi đua và khen thưởng|học tập và làm theo|giáo dục và đào tạo|kế hoạch và đầu tư|"
        r"tài nguyên và môi trường|nông nghiệp và (?:phát triển|môi trường)|thông tin và truyền thông|"
        r"văn hóa và (?:thể thao|du lịch)|thể thao và du lịch|thương binh và xã hội|dân tộc và tôn giáo|"
        r"kinh tế và xã hội|kinh tế và đô thị|quyền và (?:nghĩa vụ|lợi ích)|quyền lợi và nghĩa vụ|trong và ngoài|"
        r"phòng và chống|ngày và đêm|an toàn và vệ sinh|giữa [^?.;]{1,60} và|cân bằng [^?.;]{1,40} và|"
        r"so với [^?.;]{1,40} và|từ [^?.;]{1,40} và đến",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"science and technology|health and safety|health and welfare|research and development|terms and conditions|"
        r"learning and development|diversity and inclusion|(?:equality|equity),? diversity,? and inclusion|"
        r"men and women|more and more|again and again|rights and (?:duties|responsibilities)|law and order|and so on|"
        r"policies and procedures|give and take|supply and demand|trust and confidence|knowledge and skills|"
        r"skills and abilities|honesty and integrity|goals and objectives|open and honest|fair and \w+|new and \w+|"
        r"(?:products|goods) and services|diverse and inclusive|\w+ and \w+ (?:manner|ways?)|"
        r"(?:between|from|balanc\w+|both|combin\w+) [^?.;]{1,60} and",
        re.IGNORECASE,
    ),
}
_NOT = {
    "vi": re.compile(
        r"(?<!\w)(?:(?<!hay )(?<!hàng )(?:không|chẳng|chưa)(?! (?:gian|khí|quân|ai\s*\?|\?))|đừng)(?!\w)"
        r"(?!\s*(?:[?)”\"…]|$))",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:not|never|cannot|neither|nor|nobody|nothing)\b|n['’]t\b",
        re.IGNORECASE,
    ),
}
_YES_NO = re.compile(r"(?<!\w)(?:có|đã|đang|sẽ|được|bị)(?!\w)[^?.;]*(?<!\w)(?:không|chưa)\s*\?", re.IGNORECASE)
_DOUBLE_NOT = {
    "vi": _any(
        "không (?:phải )?(?:là )?không",
        "không (?:thể|được) (?:không|chưa)",
        "chưa (?:bao giờ )?không",
        "chẳng (?:ai )?không",
        "không (?:ai|bao giờ) (?:là )?không",
    ),
    "en": re.compile(
        r"\b(?:not|never|cannot|\w+n['’]t)\b(?:\s+(?!or\b|and\b)\w+){0,3}\s+"
        r"\b(?:not|never|without|un(?:able|likely|fair|happy|safe|satisfied|clear|important|necessary)|"
        r"in(?:capable|sufficient|adequate|effective)|dis(?:agree|satisfied|approve|like))\b",
        re.IGNORECASE,
    ),
}
_OR_NOT = re.compile(r"\bor (?:\w+ )?not\b|\bhay (?:là )?(?:không|chưa)", re.IGNORECASE)
_SHORTHAND = re.compile(r"(?<![\w.-])(?<![A-ZĐƯƠ] )[A-ZĐƯƠ]{2,7}(?![\w-])(?! [A-ZĐƯƠ]{2})")
_SYLLABLES = re.compile(
    r"(?:(?:[BCDĐGHKLMNPQRSTVXFJWYZ]|[BCFGPS]L|[BCDFGPT]R|S[CHKLMNPQTW]|STR|TH|TR|CH|NH|PH|KH|GH|NGH?|GI|QU|WH)?"
    r"[AEIOUYƯƠ]{1,3}(?:[BCDFGKLMNPRSTWXY]|NG|NH|CH|CK|L[DLST]|N[DST]|R[DKLMNST]|S[STK]|T[ST]|FT|SH|TH)?)+"
)
_ROMAN = re.compile(r"[IVXLC]+")
_COMMON = frozenset({"ID", "IT", "KH", "OK", "PC", "QR", "TP", "TV", "UBND", "HĐND", "MTTQ", "UK", "US", "USA", "EU"})


def hits(text: str, language: str, *, rating: bool = False) -> Iterator[Hit]:
    """Yield the habits found in a question; ``rating``: it is answered by one point of a scale."""
    if language not in _LEADING:
        return
    if found := _LEADING[language].search(text):
        yield Hit(rule="wording-leading", words=found.group().strip())
    if (found := _VAGUE_TIME[language].search(text)) and not _PERIOD[language].search(text):
        yield Hit(rule="wording-period", words=found.group())
    if found := _DOUBLE_NOT[language].search(text):
        yield Hit(rule="wording-negation", words=found.group())
    if rating and (words := double(text, language)):
        yield Hit(rule="wording-double", words=words)


def last_sentence(text: str) -> str:
    """Return the sentence that asks: the last one, or the statement that it asks to agree with."""
    sentences = [part for part in re.split(r"(?<=[.!?…]) +|\n+", text.strip()) if part]
    if len(sentences) > 1 and _AGREE.search(sentences[-1]):
        return sentences[-2]
    return sentences[-1] if sentences else ""


def double(text: str, language: str) -> str:
    """Return the words that join two things in one question; empty when there are none."""
    asked = last_sentence(text)
    if found := _TWICE[language].search(asked):
        return found.group()
    rest = _PAIRS[language].sub("…", asked)
    for found in _AND[language].finditer(rest):
        before, after = rest[: found.start()].rstrip(), rest[found.end() :].lstrip()
        # Two names, as in the name of an office, are one thing.
        if before.split(" ")[-1][:1].isupper() and after[:1].isupper() and " " in before:
            continue
        return f"{' '.join(before.split()[-3:])} {found.group()} {' '.join(after.split()[:3])}"
    return ""


def negated(statement: str, language: str) -> str:
    """Return the negation within a statement that one agrees with or not; empty when there is none."""
    if language == "vi" and _YES_NO.search(statement):
        return ""
    said = _OR_NOT.sub("", last_sentence(statement))
    found = _NOT[language].search(said) if language in _NOT else None
    return str(found.group()) if found else ""


def shorthand(text: str, explained: str) -> str:
    """Return an abbreviation that is nowhere written out in ``explained``; empty when there is none."""
    if text.isupper():
        return ""
    for found in _SHORTHAND.finditer(text):
        word = found.group()
        written_out = f"({word})" in explained or f"{word} (" in explained or f"{word} =" in explained
        # A word in capitals for stress is no abbreviation: it can be pronounced.
        if not (_ROMAN.fullmatch(word) or _SYLLABLES.fullmatch(word) or word in _COMMON or written_out):
            return word
    return ""


_AGREE = re.compile(r"đồng ý|\bagree\b|\bdisagree\b", re.IGNORECASE)


def is_agreement(labels: Sequence[str]) -> bool:
    """Return whether a scale asks how far one agrees."""
    return sum(bool(_AGREE.search(label)) for label in labels) >= 2


_EXITS = _any(
    "khó trả lời",
    "khó nói",
    "không muốn trả lời",
    "từ chối trả lời",
    "không biết(?:/không trả lời)?",
    "không có ý kiến",
    "don['’]t know",
    "do not know",
    "prefer not to (?:say|answer)",
    "no answer",
    "refused",
    "can['’]?t say",
    "no opinion",
)


def is_exit(label: str) -> bool:
    """Return whether an option says what the exits already say."""
    found = _EXITS.match(label.strip())
    return found is not None and len(label.strip()) - found.end() <= 2


_WAY_OUT = {
    "vi": _any("khác", "không", "chưa", "tất cả", "bình thường", "như nhau"),
    "en": _any("others?", "else", "none", "no", "not", "nothing", "never", "all of (?:them|the above)"),
}


def has_way_out(labels: Mapping[str, Sequence[str]]) -> bool:
    """Return whether somebody to whom none of the options applies finds one: other, none, not yet."""
    return any(pattern.search(label) for language, pattern in _WAY_OUT.items() for label in labels.get(language, ()))


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SAID = re.compile(r"[^\w<>+%=≤≥-]+")


def sound(text: str) -> str:
    """Return what a screen reader would say, for comparison: no case, punctuation, or place of the tone mark."""
    words = []
    for word in _SAID.sub(" ", unicodedata.normalize("NFKC", text).casefold()).replace("_", " ").split():
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(sorted(letter for letter in letters if letter in _TONES))
        words.append("".join(letter for letter in letters if letter not in _TONES) + tones)
    return " ".join(words)


_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")


def mixed_script(text: str) -> str:
    """Return a word that mixes Latin letters with Greek or Cyrillic ones that look the same; empty when none does."""
    for word in re.findall(r"\w+", text):
        if _FOREIGN.search(word) and re.search("[A-Za-zÀ-ỹ]", word):
            return str(word)
    return ""


_MARKED = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)


def looks_vietnamese(text: str) -> bool:
    """Return whether a text carries the marks of Vietnamese on many of its words."""
    words = re.findall(r"\w+", text)
    return len(words) > 1 and 3 * sum(bool(_MARKED.search(word)) for word in words) >= len(words)


_FOREIGN_MARKS = re.compile(
    r"&(?:[a-z]{2,8}|#\d{1,6});|<%|%>|\$\{|<!--|\[[^\]\n]{1,80}\]\([^)\n]{1,200}\)|`[^`\n]{1,80}`|"
    r"(?<!\w)__[^_\n]{1,80}__(?!\w)|(?m:^#{1,6} )",
)


def foreign_marks(text: str) -> str:
    """Return markup that the pages would show as it is written: entities, templates, links, headings; empty if none."""
    found = _FOREIGN_MARKS.search(text)
    return str(found.group()) if found else ""
