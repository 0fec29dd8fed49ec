"""What the statistics refuse to do, and why."""

from __future__ import annotations


class AnalysisError(ValueError):
    """A refusal. Carries its fields by keyword; the message says what was found and what would help."""

    code = "analysis-error"
    template = "{detail}"

    def __init__(self, **fields: object) -> None:
        super().__init__(self.template.format(**fields))
        self.fields = fields


class EmptyBaseError(AnalysisError):
    """Nobody was asked and counted."""

    code = "empty-base"
    template = "{what}: nobody answered, so no share exists. Show the base and leave the figure out."


class TooManyAnswersError(AnalysisError):
    """More answers than people on the roll."""

    code = "more-answers-than-people"
    template = (
        "{what}: {n} answers from a roll of {N}. Correct the headcount; a sampling fraction above 1 has no meaning."
    )


class CellsMismatchError(AnalysisError):
    """Two countings that do not count the same thing."""

    code = "cells-mismatch"
    template = "{what}: these cells differ in wave, levels, strata or states. Only like can be added to like."


class NotCountedError(AnalysisError):
    """A table that was not planned before the rows were discarded."""

    code = "not-counted"
    template = "{what} was not counted. Name the column and the banner when counting; rows are not kept."


class ForeignCodeError(AnalysisError):
    """A position or a code outside its fixed list."""

    code = "foreign-code"
    template = "{what}: a position outside the {size} that exist. Check the codebook against the file."


class BadWeightError(AnalysisError):
    """A weight that is missing, negative, zero or infinite."""

    code = "bad-weight"
    template = "{what}: {count} weights are missing, negative, zero or infinite. Every response needs one above 0."


class DesignMismatchError(AnalysisError):
    """A design whose strata are not those of the cells."""

    code = "design-mismatch"
    template = "{what}: the design lists other strata than the cells. Use the strata of the manifest in its order."


class WrongKindError(AnalysisError):
    """A statistic that this kind of column does not have."""

    code = "wrong-kind"
    template = "{what}: {need}."


class DegenerateTableError(AnalysisError):
    """A two-way table with fewer than two filled rows or columns."""

    code = "degenerate-table"
    template = "{what}: only {rows} rows and {columns} columns hold answers; a test needs two of each."


class EmptyCellsError(DegenerateTableError):
    """A two-way table with so many empty cells that its design error cannot be told."""

    code = "empty-cells"
    template = (
        "{what}: too many of the {rows} x {columns} cells are empty for a test with design errors. "
        "Merge categories or use the exact test."
    )


class NoErrorToTestError(AnalysisError):
    """Everyone answered: the table is exact and there is nothing to test for the population."""

    code = "exact-table"
    template = "{what}: everyone on the roll answered, so differences are exact. Test the process target instead."


class TooFewWavesError(AnalysisError):
    """A statistic over time that needs more waves."""

    code = "too-few-waves"
    template = "{what} needs {need} comparable waves; there are {have}."


class AcrossBreakError(AnalysisError):
    """A series that was asked in different ways."""

    code = "across-break"
    template = (
        "{what}: these waves belong to {parts} parts that were asked differently (wording, scale or mode). "
        "Take the waves of one part."
    )


class LonelyStratumError(AnalysisError):
    """A stratum with one response and people unseen, under the rule that refuses it."""

    code = "lonely-stratum"
    template = (
        "stratum {what} has a single answer from a roll of more, so its spread is unknown. "
        "Merge it with a neighbour or choose another rule for lonely strata."
    )


class AmbiguousLabelError(AnalysisError):
    """Two labels that a reader would take for one."""

    code = "ambiguous-labels"
    template = (
        "{what}: labels {first} and {second} of the list differ only by case, blanks or the way accents are written. "
        "Make them one, or give them different words."
    )


class UnlinkedError(AnalysisError):
    """A rate that unlinked slips cannot tell."""

    code = "unlinked-slips"
    template = (
        "{what} needs to know why people did not answer. Slips here cannot be told apart, by design; "
        "only RR1 and RR2 can be known."
    )


class NotDisclosedError(AnalysisError):
    """Figures without what must be told about them."""

    code = "not-disclosed"
    template = "these elements of the disclosure list are empty: {what}. Fill them in before figures leave."


class NoVarianceError(AnalysisError):
    """A weighted statistic with a variance of zero."""

    code = "no-variance"
    template = "{what}: at least one wave has no error at all, so waves cannot be weighted by their precision."


class EmptyTargetError(AnalysisError):
    """A target category with people in it and nobody in the sample."""

    code = "empty-target"
    template = "{what}: the target counts {target} people and none of them answered. Merge it with another category."


class UnequalTargetsError(AnalysisError):
    """Margins with different sums."""

    code = "unequal-targets"
    template = "{what}: margins add up to {left} and {right}. Correct them; they describe the same people."


class DisconnectedTableError(AnalysisError):
    """Margins that no weights can meet, because the sample falls apart into blocks."""

    code = "disconnected-table"
    template = (
        "{what}: some categories are never met together, and the margins of such a block add up to {left} and {right}. "
        "Merge categories or drop a margin."
    )


class NoConvergenceError(AnalysisError):
    """Raking or a solver that does not settle."""

    code = "no-convergence"
    template = "{what}: no solution after {sweeps} sweeps; the largest deviation is {deviation:.2g}."


class NoHeadcountsError(AnalysisError):
    """The population target without a roll."""

    code = "no-headcounts"
    template = (
        "{what}: the population target needs the headcount of every stratum. Give them or use the process target."
    )
