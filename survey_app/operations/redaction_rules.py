"""What the redaction assistant looks for: patterns for Vietnamese and English, with and without diacritics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from survey_app.operations.redaction_words import (
    BEFORE_POSITION,
    BRANCHES,
    BUILDINGS,
    CALLED,
    CALLED_BARE,
    CALLED_ENGLISH,
    DETAILS,
    DIGITS,
    FAMILY_NAMES,
    GIVEN,
    GIVEN_OR_WORD,
    HUMAN_AFTER,
    HUMAN_VERBS,
    IN_SMALL,
    JOINED,
    JOINED_BARE,
    MIDDLE,
    MONTHS,
    NO_NAME,
    NO_TITLE,
    OFTEN_A_WORD,
    PLACES,
    POSITIONS,
    POSITIONS_ENGLISH,
    PROTECTED,
    PUBLIC,
    SEVERAL,
    SHORTENED,
    SUBJECTS,
    SUBJECTS_ENGLISH,
    TASKS,
    TITLES,
    TITLES_BARE,
    UNITS,
    UNITS_ENGLISH,
    VERBS,
    WITHIN,
    WORKPLACES,
)


class Sort(StrEnum):
    """What a mark takes a passage for, the surest first: it gives its name to a passage of two that overlap."""

    EMAIL = "email"
    LINK = "link"
    PHONE = "phone"
    PLATE = "plate"
    NUMBER = "number"
    DATE = "date"
    BRANCH = "branch"
    POSITION = "position"
    ADDRESS = "address"
    PERSON = "person"
    NAME = "name"
    DETAIL = "detail"


Rule: TypeAlias = tuple[Sort, "re.Pattern[str]"]


def bare(text: str) -> str:
    """Return the text as typed without Vietnamese diacritics; as long as the text when that is composed (NFC)."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def capital_class() -> str:
    """Return a class of every capital letter of Vietnamese; the blocks mix the two cases."""
    letters = (chr(point) for point in (*range(0x41, 0x180), 0x1A0, 0x1AF, *range(0x1EA0, 0x1EFA)))
    return "[" + "".join(letter for letter in letters if unicodedata.category(letter) == "Lu") + "]"


def word() -> str:
    """Return a pattern of one word of a name: O'Brien, Anne-Marie, Hùng; the s of John's is none of it."""
    return rf"{capital_class()}\w*(?:-\w+|['’]{capital_class()}\w+)*"


def _either(words: Iterable[str]) -> str:
    """Return an alternation of words, longest first."""
    return "|".join(
        re.escape(one).replace(r"\ ", r"\s+") for one in sorted(set(words), key=lambda one: (-len(one), one))
    )


def _any(words: Iterable[str]) -> str:
    """Return an alternation of words, also as typed without diacritics."""
    return _either(form for one in words for form in (one, bare(one)))


def _units() -> str:
    """Return the name of a unit: each of its words with a capital may have a small one after it (Quản lý Khoa học)."""
    small = rf"(?!{capital_class()})[^\W\d_]\w*"
    one = rf"(?-i:{capital_class()}{{2,}}\d*\b|{word()}(?:\s+{small})?)"
    return rf"(?:\d+|{one}(?:(?:\s+|\s*[–&-]\s*|\s+và\s+){one}){{0,4}})"


def _not_after(words: Iterable[str]) -> str:
    """Return a condition: none of the words stands before."""
    return "".join(rf"(?<!\b{re.escape(one)} )" for one in words)


def _given_name(one: str) -> str:
    """Return a given name in small letters or not, unless what follows makes another word of it."""
    joined = JOINED.get(one, "").split()
    return re.escape(one) + (rf"(?!\s+(?:{_any(joined)})\b)" if joined else "")


@cache
def _called() -> str:
    return "|".join(_given_name(one) for one in sorted(CALLED, key=lambda one: (-len(one), one)))


@cache
def _called_bare() -> str:
    joined = {bare(one).lower(): " ".join(JOINED.get(one, "").split()) for one in CALLED}
    for one in CALLED:
        joined[bare(one).lower()] += " " + JOINED.get(one, "") + " " + JOINED_BARE.get(bare(one).lower(), "")
    return "|".join(
        one + (rf"(?!\s+(?:{_either(map(bare, joined[one].split()))})\b)" if joined.get(one, "").split() else "")
        for one in sorted(CALLED_BARE, key=lambda one: (-len(one), one))
    )


@cache
def rules() -> tuple[Rule, ...]:
    """Return what is looked for in every text."""
    return (*_written_signs(), *_places_and_units(), *_people(), *_positions())


def _written_signs() -> Iterator[Rule]:
    """Yield addresses on the net, telephone numbers, plates, dates and other numbers."""
    small = re.IGNORECASE
    yield (
        Sort.EMAIL,
        re.compile(
            r"[\w.+-]+(?:\s?@\s?|\s?[(\[]\s?(?:a|at)\s?[)\]]\s?|\s+a\s+(?:còng|cong)\s+)"
            r"[\w-]+(?:(?:\.|\s?[(\[](?:dot|chấm)[)\]]\s?|\s+(?:chấm|cham|dot)\s+)[\w-]+)+",
            small,
        ),
    )
    yield Sort.EMAIL, re.compile(r"\b[\w+-]+(?:\s+dot\s+\w+)*\s+at\s+[\w-]+(?:\s+dot\s+\w+)+", small)
    yield (
        Sort.LINK,
        re.compile(
            r"(?:https?://|www\.)\S+|\b(?:zalo|facebook|fb|tiktok|youtube|telegram|viber|instagram)(?:\.me|\.com|\.vn)?/\S+"
            r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|vn|net|org|me|io|info|ly|gl|be)\b(?:/\S*)?"
            r"|(?<![\w.])@[\w.]{3,}"
            r"|\b(?:nick|nickname|tài\s+khoản|tai\s+khoan|account)\s+(?:(?:zalo|facebook|fb|face|tiktok)\s+)?(?:là\s+|:\s*)?"
            r"(?!zalo|facebook|fb)[\w.]*[\d._][\w.]*\w"
            r"|\b(?:zalo|facebook|fb|face|tiktok|telegram|viber)\s*(?:là|tên|id|nick|:)\s*[\w.]{3,}",
            small,
        ),
    )
    gap = r"[\s.()/-]{0,2}"
    yield Sort.PHONE, re.compile(rf"(?<![\w/])\(?(?:(?:\+\s?)?84|[0oO]){gap}(?:\d{gap}){{7,9}}\d(?!\d)")
    yield Sort.PHONE, re.compile(rf"\+\d{{1,3}}(?:{gap}\d){{6,12}}(?!\d)")
    yield (
        Sort.PHONE,
        re.compile(
            r"\b(?:máy\s+lẻ|may\s+le|số\s+nội\s+bộ|máy\s+nội\s+bộ|ext\.?|extension)\s*(?:số\s*)?:?\s*\d{2,5}\b"
            r"|\b(?:sđt|sdt|đt|điện\s+thoại|dien\s+thoai|tel|phone|hotline|mobile)\s*(?:số\s*)?[.:]?\s*\d(?:[\s.-]?\d){5,}",
            small,
        ),
    )
    digit = f"(?:{_either(DIGITS)})"
    yield Sort.PHONE, re.compile(rf"\b{digit}(?:[\s,-]+{digit}){{6,}}\b", small)
    yield (
        Sort.PLATE,
        re.compile(r"\b\d{2}[\s-]?[A-ZĐ]{1,2}\d?[\s.-]*(?:\d{3}[\s.]?\d{1,2}|\d{4})\b", small),
    )
    yield Sort.DATE, re.compile(_dates(), small)
    yield Sort.DETAIL, re.compile(r"\baged?\s+\d\d\b", small)
    money = r"(?![\d.,]*\s*(?:đồng|dong|đ\b|vnđ|vnd|usd|triệu|trieu|tỷ|ty\b|nghìn|ngàn|dollars?|euros?|%))"
    yield (
        Sort.NUMBER,
        re.compile(rf"(?<![\d.,])(?:\d{{3}}(?:[\s.-]?\d{{3}}){{2,3}}|\d[\d.,]{{4,}}\d|\d{{5,}})\b{money}", small),
    )
    yield Sort.NUMBER, re.compile(r"\b[A-Z]\d{7,8}\b")
    capital = capital_class()
    yield (
        Sort.NUMBER,
        re.compile(rf"\b{capital}{{2,}}[\w.]*[.-][\w./-]*\d[\w/-]*|\b\d+/(?:\d{{4}}/)?{capital}{{2,}}[\w-]*"),
    )


def _places_and_units() -> Iterator[Rule]:
    """Yield branches, offices, streets, houses."""
    word_, capital, small = word(), capital_class(), re.IGNORECASE
    yield (
        Sort.BRANCH,
        re.compile(
            rf"\b(?:{_any(BRANCHES)})"
            rf"\s+(?:số\s+)?{_units()}",
            small,
        ),
    )
    yield Sort.BRANCH, re.compile(rf"\b(?:{_either(UNITS)})\s+{_units()}", small)
    joined = r"(?:\s*[–&,-]\s*|\s+và\s+|\s+va\s+|\s+)"
    subject = rf"(?:{_any(SUBJECTS)})\b"
    yield (
        Sort.BRANCH,
        re.compile(rf"\b(?:(?:{_either(UNITS)})\s+|p\.\s?|p\s+|bp\.?\s+){subject}(?:{joined}{subject}){{0,4}}", small),
    )
    yield Sort.BRANCH, re.compile(rf"\b(?:P|TT|CC|VP)\.\s?{capital}{{2,}}\w*|\b[Pp]\.?\s?{capital}{{2,}}\b")
    yield Sort.BRANCH, re.compile(r"\b(?:văn\s+phòng|thanh\s+tra)\s+(?:sở|đảng\s+ủy)\b", small)
    kinds = _either(UNITS_ENGLISH)
    yield (
        Sort.BRANCH,
        re.compile(
            rf"\b(?:[Tt]he\s+)?(?!The\b|Our\b|My\b|Your\b|This\b|That\b|Every\b|Each\b|No\b|In\b|An?\b)"
            rf"{word_}(?:\s+(?:(?:and|of|&)\s+)?{word_}){{0,4}}\s+(?:(?i:sub)-?\s?)?(?i:{kinds})\b"
        ),
    )
    english = rf"(?:{_either(SUBJECTS_ENGLISH)})"
    yield (
        Sort.BRANCH,
        re.compile(rf"\b(?:the\s+)?{english}(?:\s+(?:(?:and|&)\s+)?{english}){{0,3}}\s+(?:{kinds})\b", small),
    )
    yield Sort.BRANCH, re.compile(rf"\b(?:{kinds})\s+(?:of|for)\s+(?:the\s+)?{english}(?:\s+and\s+{english})?\b", small)
    yield (
        Sort.ADDRESS,
        re.compile(
            r"\b(?:số\s+nhà|nhà\s+số|so\s+nha)\s+\d+\w*(?:[/-]\d+\w*)*"
            r"|\b(?:số\s+\d+\w*,?\s+)?(?:đường|phố|ngõ|hẻm|ngách|thôn|xóm|bản|ấp|khối|tổ|xã|phường|huyện|quận|thị\s+xã|thị\s+trấn|tầng|kiệt|tổ\s+dân\s+phố)"
            rf"\s+(?:\d+\w*|(?-i:{word_})(?:\s+(?-i:{word_}|\d+)){{0,4}})"
            rf"|\b\d+\w?(?:/\d+\w?)*,?\s+(?-i:{word_}\s+){{1,3}}(?:{_either(PLACES)})\b"
            rf"|(?-i:{word_}\s+){{1,3}}(?:{_either(PLACES)})\b|\b(?:room|floor|ward|hamlet|block|flat)\s+\d+\w*"
            rf"|\b(?:{_any(BUILDINGS)})\s+(?-i:{word_}|\d+\w*)(?:\s+(?-i:{word_}|\d+)){{0,3}}"
            r"|\b(?:p|phòng|căn|căn\s+hộ)\.?\s?\d{3,4}\b",
            small,
        ),
    )
    yield Sort.ADDRESS, re.compile(rf"\b\d+[A-Za-z]?(?:/\d+[A-Za-z]?)*,?\s+{word_}(?:\s+{word_}){{1,3}}\b")


def _people() -> Iterator[Rule]:
    """Yield names after titles, by family name and by given name, and initials."""
    word_, capital, small = word(), capital_class(), re.IGNORECASE
    yield (
        Sort.PERSON,
        re.compile(
            rf"\b(?:(?:{_any(TITLES)})\s+|(?:{_any(SHORTENED)})\.\s*)(?-i:{word_}(?:\s+{word_}){{0,3}}\.?(?<!\w\w\.))",
            small,
        ),
    )
    yield (
        Sort.PERSON,
        re.compile(r"\b(?:mr|mrs|ms|mister|prof|professor)\.?\s+(?!and\b|or\b|of\b|who\b)[a-z]\w+", small),
    )
    yield (
        Sort.PERSON,
        re.compile(rf"(?<![\w.])(?:{capital}\.\s?){{1,3}}(?:{word_}(?<=\w\w)(?:\s+{word_})?|{capital}\b\.?)"),
    )
    yield Sort.PERSON, re.compile(rf"(?<![\w.])(?!P\.){capital}\.(?=\s(?!{capital})[^\W\d_])")
    follows = rf"(?:\s+(?:{_called()}|anh)\b)?"
    titles = _either(TITLES)
    other = rf"(?!(?:{_either(NO_TITLE)})\b)"
    yield (
        Sort.PERSON,
        re.compile(
            rf"\b{other}(?:{titles})\s+(?:{_called()})\b{follows}(?!\s+lao\s+động)"
            rf"|(?<![\w/-])(?:[aceô]\.\s?|[acô]\s+)(?:{_called()})\b{follows}(?!\s*=)"
            rf"|\btên\s+(?:là\s+)?(?:{_called()})\b{follows}",
            small,
        ),
    )
    yield Sort.PERSON, re.compile(rf"(?:^|(?<=[.!?] ))(?:{_any(CALLED)})(?=\s+(?:{_any(WORKPLACES)})\b)")
    sure = _either(set(CALLED) - OFTEN_A_WORD)
    yield Sort.PERSON, re.compile(rf"(?:^|(?<=[(\"'])|(?<=- ))(?:{sure})(?=\s*[)\"':,])")
    yield Sort.PERSON, re.compile(rf"(?:^|(?<=[.!?;:] ))(?:{sure})(?=\s+(?:{_either(HUMAN_AFTER)})\b)")
    yield Sort.PERSON, re.compile(rf"\b(?:{_any(FAMILY_NAMES)})(?:\s+{word_}){{1,4}}\b")
    given = _either(("anh", *CALLED, *CALLED_BARE, *map(bare, CALLED)))
    for families, middles in ((IN_SMALL, MIDDLE), (map(bare, IN_SMALL), map(bare, MIDDLE))):
        yield (
            Sort.PERSON,
            re.compile(
                rf"\b(?:{'|'.join(families)})\s+(?:{'|'.join(middles)})\s+\w+(?:\s+(?:(?-i:{word_})|{given})\b)?", small
            ),
        )
    yield (
        Sort.PERSON,
        re.compile(rf"\b{other}(?:nguyễn|trần|phạm|huỳnh|đặng|trịnh|phan|lê)\s+(?:{_called()})\b{follows}", small),
    )
    yield (
        Sort.PERSON,
        re.compile(rf"\b(?:{_any(name.upper() for name in FAMILY_NAMES)})(?:\s+{capital}{{2,}}){{1,4}}\b"),
    )
    yield Sort.PERSON, re.compile(rf"\b(?:{_either(GIVEN)})\b(?:\s+(?-i:{word_})){{0,2}}", small)
    yield from _people_at_the_beginning()


def _people_at_the_beginning() -> Iterator[Rule]:
    """Yield words with a capital that begin an English sentence and do what only people do."""
    start, word_ = r"(?:^|(?<=[.!?] ))", word()
    nobody = rf"(?!(?:{_either(NO_NAME)})\b"
    nobody += r"|\w+(?:ing|tion|sion|ment|ness|ity|ship|ance|ence|ure|ists?|ers|ors|ees|ues|als)\b)"
    verbs = _either(HUMAN_VERBS)
    yield (
        Sort.PERSON,
        re.compile(
            rf"{start}{nobody}{word_}(?:\s+{word_})?(?=['’]s\s+\w|\s+(?:(?:never|always|often|still|just|also|then|only|simply|once)\s+)?"
            rf"(?:{verbs})\b|\s+(?:is|was)\s+(?:rude|lazy|kind|unfair|promoted|absent|drunk|arrogant)\b)"
        ),
    )
    yield Sort.PERSON, re.compile(rf"{start}{nobody}{word_}\s+and\s+{word_}")
    vietnamese = (bare(one) for one in CALLED if bare(one).lower() not in CALLED_ENGLISH)
    yield (
        Sort.PERSON,
        re.compile(rf"{start}(?:{_either((*GIVEN_OR_WORD, *vietnamese))})(?=['’]s\b|\s+(?:{_either(VERBS)})\b)"),
    )


def _positions() -> Iterator[Rule]:
    """Yield positions, and turns of phrase after which a story is one person's."""
    word_, capital, small = word(), capital_class(), re.IGNORECASE
    several = _not_after((*SEVERAL, *TASKS, *(f"{one} phó" for one in SEVERAL)))
    within = rf"(?:\s+(?:{_any(WITHIN)})\b(?:\s+\d+)?)?"
    rank = r"(?:(?:phó|pho|quyền|nguyên|cựu|đ/c|đồng\s+chí)\s+)*"
    protecting = rf"(?!\s+(?:{_either(PROTECTED)}))"
    yield (
        Sort.POSITION,
        re.compile(
            rf"\b{several}{rank}{several}(?:{_any(POSITIONS)})\b{protecting}{within}(?:\s+(?-i:{word_}(?:\s+{word_}){{0,3}}))?",
            small,
        ),
    )
    yield (
        Sort.POSITION,
        re.compile(
            rf"\b(?:PGĐ|GĐ|PGD|GD|PTP|PBT|CVP|PCVP|KTT|BTCB|pgđ|gđ|cvp|ktt)\b(?:\.?\s{word_})?|\bTP\.?\s?{capital}{{2,}}\b"
        ),
    )
    whole = rf"\w+\s+(?:and\s+\w+\s+)?(?:{_either(UNITS_ENGLISH)}|branch|cell|union|committee)\b"
    tail = rf"(?:\s+(?:of|for)\s+(?:the\s+)?(?:{whole}|(?:cell|branch)\s+\d+|\w+))?"
    before = rf"(?:(?:{_either(BEFORE_POSITION)})\s+)*"
    alone = _not_after((*SEVERAL, "a", "an", "no", "some"))
    yield (
        Sort.POSITION,
        re.compile(
            rf"\b(?:the\s+)?{alone}\b{before}{alone}(?:vice-|co-)?(?:{_either(POSITIONS_ENGLISH)})\b(?!-){tail}", small
        ),
    )
    yield (
        Sort.POSITION,
        re.compile(
            rf"\b(?:the\s+)?(?:deputy\s+|acting\s+|vice\s+)*(?:head|chief|leader|boss)\s+of\s+(?:the\s+|our\s+|my\s+)?\w+"
            rf"(?:\s+(?:and\s+\w+|{_either(UNITS_ENGLISH)}|\d+)\b)*"
            rf"|\b(?:the\s+)?(?:{_either(SUBJECTS_ENGLISH)})\s+(?:head|manager|chief|officer|boss)\b"
            rf"|\b(?:the\s+)?{before}(?:division|department|section|office|unit|team|party|cell|branch|group|project)\s+(?:head|leader|chief|boss)\b"
            rf"|\b(?:người|cán\s+bộ|chuyên\s+viên|lãnh\s+đạo)\s+phụ\s+trách\s+(?:{_any(SUBJECTS)})\b"
            rf"|\b(?:person|one|man|woman|lady)\s+in\s+charge\s+of\s+(?:the\s+)?\w+"
            r"|\b(?:the|my|our)\s+(?:big\s+)?(?:boss|deputy|chief|headmaster)\b",
            small,
        ),
    )
    yield (
        Sort.DETAIL,
        re.compile(
            rf"\b(?:{_any(DETAILS)})\b|\b\d{{1,3}}\s+(?:tuổi|tuoi|years?\s+old|con|children)\b"
            r"|\b(?:là\s+)?(?:người\s+)?(?:(?:nữ|nam|đảng viên)\s+)?duy\s+nhất\b|\bthe\s+only\s+\w+",
            small,
        ),
    )


def _dates() -> str:
    months = _either(MONTHS)
    stems = "(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)"
    signs = "(?:tý|tí|sửu|dần|mão|mẹo|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi)"
    yearly = r"(?!\s+(?:hằng|hàng|mỗi)\s+năm)"
    return (
        rf"\b(?:ngày\s+|ngay\s+|hôm\s+)?\d{{1,2}}\s?[/.-]\s?\d{{1,2}}(?:\s?[/.-]\s?\d{{2,4}})?\b{yearly}"
        r"|\b(?:19|20)\d\d-\d\d-\d\d\b"
        rf"|\b(?:ngày\s+|ngay\s+|mùng\s+|mồng\s+)?\d{{1,2}}\s+(?:tháng|thang)\s+\d{{1,2}}(?:\s+(?:năm|nam)\s+\d{{4}})?{yearly}"
        rf"|\b(?:ngày|ngay|mùng|mồng)\s+\d{{1,2}}\b(?![/.-]\d){yearly}"
        r"|\b(?:tháng|thang)\s+\d{1,2}(?:\s*[/-]\s*\d{4}|\s+năm\s+\d{4})?"
        r"|\b(?:năm|nam)\s+(?:19|20)\d{2}\b|\b(?:sinh(?:\s+năm)?|sinh\s+nam|sn)\s*:?\s*(?:19|20)?\d{2}\b(?!\s*\w|[/.-]\d)"
        rf"|\btuổi\s+(?:{stems}\s+)?{signs}\b"
        r"|\b(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)|chủ\s+nhật)\s+(?:tuần\s+(?:trước|này|rồi|vừa)|vừa\s+(?:rồi|qua))"
        r"|\bborn\s+(?:in\s+)?(?:19|20)?\d\d\b"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{months})\b(?:,?\s+\d{{4}})?(?!\s+(?:every|each)\s+year)"
        rf"|\b(?:{months})\s+(?:\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|(?:19|20)\d\d\b)"
    )


@cache
def rules_bare() -> tuple[Rule, ...]:
    """Return what is looked for only where a whole Vietnamese text is typed without diacritics."""
    word_, small = word(), re.IGNORECASE
    subject = rf"(?:{_either(map(bare, SUBJECTS))})\b"
    units = _either(map(bare, UNITS))
    named = rf"(?:{_called_bare()})\b(?:\s+(?:{_called_bare()}|anh)\b)?"
    return (
        (
            Sort.PERSON,
            re.compile(rf"\b(?!(?:{_either(NO_TITLE)})\b)(?:{_either(TITLES_BARE)})(?:\s+|\.\s?){named}", small),
        ),
        (Sort.BRANCH, re.compile(rf"\b(?:{units})\s+{subject}(?:(?:\s*[&,-]\s*|\s+va\s+|\s+){subject}){{0,4}}", small)),
        (Sort.BRANCH, re.compile(rf"\b(?:{units})\s+{_units()}", small)),
        (
            Sort.ADDRESS,
            re.compile(
                rf"\b(?:duong|ngo|hem|thon|xom|khoi|phuong|xa|huyen|tang)\s+(?:\d+\w*|(?-i:{word_}(?:\s+{word_}){{0,3}}))",
                small,
            ),
        ),
    )


LAWS = (
    r"\b\d+(?:/\d{4})?/(?:NĐ-CP|ND-CP|TT-\w+|TTLT-[\w-]+|QH\d+|NQ-\w+|QĐ-TTg|QD-TTg|QĐ-UBND|QD-UBND)"
    r"|\b\d+[-/](?:NQ|CT|QĐ|QD|KL|HD)[-/](?:TW|TTg|CP)\b"
)
"""Numbers of what is published for everybody."""


@cache
def public() -> re.Pattern[str]:
    """Return what everybody knows and what tells of no colleague: laws, bodies, products, days of the week."""
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(sorted(PUBLIC, key=lambda one: (-len(one), one)))})(?!\w)|{LAWS}", re.IGNORECASE
    )


@cache
def proper() -> re.Pattern[str]:
    """Return what is written like a name: capitals inside a sentence, or two words with capitals at its beginning."""
    one = word()
    return re.compile(
        rf"(?<=[\w,;)\"'] )(?<![.!?][\"'] )(?<!tiếng ){one}(?:\s+{one})*"
        rf"|(?:^|(?<=[.!?:] ))(?!(?:{_either(NO_NAME)})\b){one}(?:\s+(?!(?:{_either(map(str.title, UNITS))})\b){one})+"
    )
