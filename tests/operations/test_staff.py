"""Accounts and sessions of staff."""

from __future__ import annotations

import pytest
from argon2.profiles import RFC_9106_LOW_MEMORY

from survey_app.operations import staff
from survey_app.store import open_stores

PASSWORD = "một hai ba bốn năm"


@pytest.fixture
def stores(tmp_path):
    return open_stores(tmp_path)


def add(stores, **changed):
    return staff.add_staff(
        stores, **{"staff": "dang.uy", "title": "Đảng ủy", "role": "committee", "password": PASSWORD, **changed}
    )


def enter(stores, now=100, throttle=None, **changed):
    return staff.sign_in(
        stores, **{"staff": "dang.uy", "password": PASSWORD, **changed}, now=now, throttle=throttle or staff.Throttle()
    )


def test_an_account_is_kept_with_an_argon2id_hash(stores) -> None:
    record = add(stores)
    assert record.password.startswith("$argon2id$")
    assert stores.registry.staff("dang.uy") == record


def test_guessing_passwords_is_slow(shipped_hasher) -> None:
    asked = ("time_cost", "memory_cost", "parallelism", "type", "hash_len", "salt_len")
    assert {name: getattr(shipped_hasher, name) for name in asked} == {
        name: getattr(RFC_9106_LOW_MEMORY, name) for name in asked
    }


def test_the_right_password_starts_a_session_in_either_normal_form(stores) -> None:
    add(stores)
    token, who = enter(stores, staff=" Dang.Uy ", password="một hai ba bốn năm")
    assert (who.staff, who.title, who.role) == ("dang.uy", "Đảng ủy", staff.Role.COMMITTEE)
    assert staff.signed_in(stores, token, now=101) == who
    assert staff.signed_in(stores, token, now=120) == who


def test_a_new_password_ends_every_session(stores) -> None:
    add(stores)
    token, _ = enter(stores)
    add(stores, password="mật khẩu khác hẳn")
    assert staff.signed_in(stores, token, now=100) is None
    with pytest.raises(staff.SignInRefusedError):
        enter(stores)


@pytest.mark.parametrize(
    "changed",
    [
        {"staff": "Đảng ủy"},
        {"staff": "x"},
        {"staff": "a' or 1"},
        {"role": "boss"},
        {"password": "ngắn quá"},
        {"password": "x" * 201},
    ],
)
def test_a_bad_account_is_refused_in_both_languages_without_its_password(stores, changed) -> None:
    with pytest.raises(staff.StaffRejectedError) as refusal:
        add(stores, **changed)
    for language in ("vi", "en"):
        said = refusal.value.render(language)
        assert changed.get("password", PASSWORD) not in said
    assert stores.registry.all_staff() == ()


@pytest.mark.parametrize(
    "changed",
    [{"password": "sai"}, {"staff": "khong-co"}, {"staff": ""}, {"password": "x" * 100_000}, {"staff": "a" * 100_000}],
)
def test_a_refused_sign_in_says_one_thing_only(stores, changed) -> None:
    add(stores)
    with pytest.raises(staff.SignInRefusedError) as refusal:
        enter(stores, **changed)
    assert str(refusal.value) == str(staff.SignInRefusedError())


def test_a_name_may_try_again_after_a_while() -> None:
    moment = [0.0]
    throttle = staff.Throttle(most=2, minutes=10, clock=lambda: moment[0])
    throttle.refused("a")
    throttle.refused("a")
    with pytest.raises(staff.TooManyAttemptsError):
        throttle.check("a")
    throttle.check("b")
    moment[0] = 601.0
    throttle.check("a")


def test_names_cannot_be_tried_one_after_another() -> None:
    throttle = staff.Throttle(most=1, clock=lambda: 0.0)
    for at in range(40):
        throttle.refused(f"ten{at}")
    with pytest.raises(staff.TooManyAttemptsError):
        throttle.check("mot-ten-moi")


def test_a_token_nobody_was_given_opens_nothing(stores) -> None:
    assert staff.signed_in(stores, None, now=1) is None
    assert staff.signed_in(stores, "đoán bừa", now=1) is None
    staff.sign_out(stores, None)
