"""The second step of signing in."""

from __future__ import annotations

import base64
import stat

import pytest

from survey_app.operations import second_step, staff
from survey_app.operations.second_step import SecondStepRefusedError
from survey_app.store import open_stores

NOW = 1_800_000_000.0


@pytest.fixture
def stores(tmp_path):
    opened = open_stores(tmp_path)
    staff.add_staff(opened, staff="quan-tri", title="Quản trị", role="administrator", password="một hai ba bốn năm")
    return opened


def digits(secret, now=NOW):
    return second_step._totp(secret).generate(int(now)).decode()


@pytest.fixture
def enrolled(stores):
    secret = second_step.new_secret()
    return secret, second_step.enrol(stores, "quan-tri", secret, digits(secret), now=NOW)


@pytest.mark.parametrize(
    ("moment", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_digits_are_those_of_rfc_6238_appendix_b(moment, code) -> None:
    assert digits(base64.b32encode(b"12345678901234567890").decode(), moment) == code


def test_the_next_digits_open_the_session(stores, enrolled) -> None:
    secret, codes = enrolled
    assert len(set(codes)) == 10
    assert second_step.pass_step(stores, "quan-tri", digits(secret, NOW + 60), now=NOW + 60)
    assert second_step.present_code(stores, "quan-tri", now=NOW + 60) == digits(secret, NOW + 60)


def test_a_clock_may_be_off_by_half_a_minute_and_no_more(stores, enrolled) -> None:
    secret, _ = enrolled
    assert second_step.pass_step(stores, "quan-tri", digits(secret, NOW + 60), now=NOW + 90)
    with pytest.raises(SecondStepRefusedError):
        second_step.pass_step(stores, "quan-tri", digits(secret, NOW + 120), now=NOW + 240)


def test_digits_are_worth_one_sign_in_and_older_ones_are_worth_none_after_it(stores, enrolled) -> None:
    secret, _ = enrolled
    with pytest.raises(SecondStepRefusedError):
        second_step.pass_step(stores, "quan-tri", digits(secret), now=NOW)
    assert second_step.pass_step(stores, "quan-tri", digits(secret, NOW + 60), now=NOW + 60)
    for late in (NOW + 60, NOW + 30):
        with pytest.raises(SecondStepRefusedError):
            second_step.pass_step(stores, "quan-tri", digits(secret, late), now=NOW + 60)


def test_a_recovery_code_is_worth_one_sign_in_however_it_is_grouped(stores, enrolled) -> None:
    _, codes = enrolled
    grouped = "-".join(codes[3][at : at + 4].lower() for at in range(0, 16, 4))
    assert not second_step.pass_step(stores, "quan-tri", grouped, now=NOW)
    assert stores.registry.recovery_left("quan-tri") == 9
    with pytest.raises(SecondStepRefusedError):
        second_step.pass_step(stores, "quan-tri", codes[3], now=NOW)


def test_neither_secret_nor_recovery_codes_can_be_read_from_the_database(stores, enrolled) -> None:
    secret, codes = enrolled
    raw = (stores.folder / "registry.sqlite").read_bytes()
    for hidden in (secret, *codes):
        assert hidden.encode() not in raw
    assert base64.b32decode(secret) not in raw
    assert stat.S_IMODE((stores.folder / second_step.KEY).stat().st_mode) == 0o600


def test_a_lost_key_file_refuses_digits_and_leaves_the_recovery_codes(stores, enrolled) -> None:
    secret, codes = enrolled
    (stores.folder / second_step.KEY).unlink()
    with pytest.raises(SecondStepRefusedError):
        second_step.pass_step(stores, "quan-tri", digits(secret, NOW + 60), now=NOW + 60)
    assert not second_step.pass_step(stores, "quan-tri", codes[0], now=NOW)


def test_wrong_digits_enrol_nobody(stores) -> None:
    with pytest.raises(SecondStepRefusedError):
        second_step.enrol(stores, "quan-tri", second_step.new_secret(), "000000x", now=NOW)
    assert stores.registry.second_step("quan-tri") is None


def test_a_removed_account_takes_its_second_step_along(stores, enrolled) -> None:
    staff.remove_staff(stores, "quan-tri")
    assert stores.registry.second_step("quan-tri") is None
    assert stores.registry.recovery_left("quan-tri") == 0
    with pytest.raises(staff.UnknownStaffError):
        staff.remove_staff(stores, "quan-tri")


def test_who_has_no_second_step_is_told_so_and_not_that_a_code_was_wrong(stores) -> None:
    with pytest.raises(second_step.NoSecondStepError) as refusal:
        second_step.present_code(stores, "quan-tri", now=NOW)
    assert "chưa đặt" in refusal.value.render("vi")
    assert "no second step" in refusal.value.render("en")
    for asked in (
        lambda: second_step.present_code(stores, "ai-do", now=NOW),
        lambda: second_step.reset(stores, "ai-do"),
    ):
        with pytest.raises(staff.UnknownStaffError):
            asked()
    assert not second_step.reset(stores, "quan-tri")


def test_taking_a_second_step_away_ends_every_session(stores, enrolled) -> None:
    token, _ = staff.sign_in(stores, staff="quan-tri", password="một hai ba bốn năm", now=1, throttle=staff.Throttle())
    assert second_step.reset(stores, "quan-tri")
    assert staff.signed_in(stores, token, now=1) is None
    assert stores.registry.recovery_left("quan-tri") == 0
