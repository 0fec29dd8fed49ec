"""What ``survey tabulate`` and ``survey trend`` may be asked for beyond shares: tests, letters, measures, targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.counting import Banner, Cells, Counts, count
from analysis.crosstab import Association, rao_scott, wald
from analysis.design import Design, Target
from analysis.distribution import Distribution, distribution, with_intervals
from analysis.errors import AmbiguousLabelError, WrongKindError
from analysis.estimate import Estimates
from analysis.fitting import Ends
from analysis.letters import Adjustment
from analysis.likert import mean_index
from analysis.scales import agreements, consensus, interpolated_medians
from analysis.sparse import independence
from survey_app.errors import SurveyError
from survey_app.language import N_, Said
from survey_app.operations.flat import FlatWave

NO_ROLL = N_("đích “population” cần quân số của từng tầng: thêm --headcounts")
NO_EXACT = N_("khoảng {ends} chỉ dùng khi mẫu số là cả danh sách của trọn các tầng, với trọng số bằng nhau")


class Check(StrEnum):
    """Which test of association is made of each table."""

    RAO_SCOTT = "rao-scott"
    """Second order, F."""
    FIRST_ORDER = "first-order"
    SADDLEPOINT = "saddlepoint"
    WALD = "wald"
    ADJUSTED_WALD = "adjusted-wald"
    FITTING = "fitting"
    """Exact, Monte Carlo or permutation where the table is sparse; Rao-Scott elsewhere."""


class Extra(StrEnum):
    """Measures of a scale beyond the mean."""

    INDEX = "index"
    MEDIAN = "median"
    AGREEMENT = "agreement"
    CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for. Without a target: population where there are headcounts, process elsewhere."""

    test: Check = Check.RAO_SCOTT
    letters: Adjustment | None = None
    measures: tuple[Extra, ...] = ()
    ends: Ends = Ends.FITTING
    target: Target | None = None


class NotOfThisFileError(SurveyError):
    """A target or an interval that this file does not allow."""

    code = "not-of-this-file"
    found = N_("Không tính được: {why}.")
    fix = N_("Chọn cách khác, hoặc bỏ tùy chọn này.")


class LookAlikeError(SurveyError):
    """Values of a column that a reader takes for one."""

    code = "values-look-alike"
    found = N_("Cột “{column}”: giá trị thứ {first} và thứ {second} chỉ khác nhau ở chữ hoa, dấu cách hay cách gõ dấu.")
    fix = N_("Sửa tệp để hai giá trị thành một, hoặc đặt tên khác nhau trong bảng mã.")


def counted(wave: FlatWave, banners: Sequence[Banner], columns: Sequence[str] | None = None) -> Counts:
    """Return the counts of a wave.

    Raises
    ------
    LookAlikeError
        Labels that differ only by case, blanks or the way accents are written.
    """
    try:
        return count(wave.responses, strata=wave.design.strata, banners=banners, columns=columns)
    except AmbiguousLabelError as refusal:
        parts = {name: refusal.fields[name] for name in ("first", "second")}
        raise LookAlikeError(where=wave.wave, column=refusal.fields["what"], **parts) from None


def target_of(wave: FlatWave, wanted: Target | None) -> Target:
    """Return the target asked for, or the one that the file allows.

    Raises
    ------
    NotOfThisFileError
        The population without headcounts.
    """
    if wanted is Target.POPULATION and wave.design.headcounts is None:
        raise NotOfThisFileError(where=wave.wave, why=Said(NO_ROLL))
    return wanted or wave.target


def shares_of(wave: FlatWave, cells: Cells, wanted: Wanted) -> Distribution:
    """Return the shares with the intervals asked for.

    Raises
    ------
    NotOfThisFileError
        An interval for whole rolls where the base is none.
    """
    found = distribution(cells, wave.design, target=target_of(wave, wanted.target))
    try:
        return with_intervals(found, wave.design, wanted.ends)
    except WrongKindError:
        raise NotOfThisFileError(where=cells.column.name, why=Said(NO_EXACT, {"ends": wanted.ends.value})) from None


def association_of(cells: Cells, design: Design, test: Check) -> Association:
    """Return the test asked for, about the process; refusals are those of the library."""
    if test is Check.FITTING:
        return independence(cells, design, domain=True)
    if test in {Check.WALD, Check.ADJUSTED_WALD}:
        return wald(cells, design, adjusted=test is Check.ADJUSTED_WALD)
    statistic = {Check.RAO_SCOTT: "F", Check.FIRST_ORDER: "Chisq", Check.SADDLEPOINT: "saddlepoint"}[test]
    return rao_scott(cells, design, target=Target.PROCESS, statistic=statistic, domain=True)


def extra_of(cells: Cells, design: Design, which: Extra, target: Target) -> Estimates:
    """Return a measure of a scale per level."""
    made: dict[Extra, Callable[..., Estimates]] = {
        Extra.INDEX: mean_index,
        Extra.MEDIAN: interpolated_medians,
        Extra.AGREEMENT: agreements,
        Extra.CONSENSUS: consensus,
    }
    return made[which](cells, design, target=target)
