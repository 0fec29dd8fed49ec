"""Forms of staff, each signed with a token that only the page it was sent with knows."""

from __future__ import annotations

import hmac
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.csrf.core import CSRF
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from survey_app.language import N_


class HeldToken(CSRF):
    """Compares the posted token with the one the server (or the sign-in cookie) holds."""

    def setup_form(self, form: Any) -> Any:
        """Return the fields, the expected token kept."""
        self.expected = str(form.meta.csrf_context or "")
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: Any) -> str:  # noqa: ARG002 -- wtforms calls it so
        """Return the token to print."""
        return self.expected

    def validate_csrf_token(self, form: Any, field: Any) -> None:  # noqa: ARG002 -- wtforms calls it so
        """Refuse a token that is not the held one."""
        given = str(field.data or "")
        if not self.expected or not hmac.compare_digest(given.encode(), self.expected.encode()):
            raise ValidationError(N_("Trang đã mở quá lâu. Xin gửi lại."))


class StaffForm(FlaskForm):
    """A form whose token is passed in: ``meta={"csrf_context": token}``."""

    class Meta(FlaskForm.Meta):
        """Signed by `HeldToken`."""

        csrf = True
        csrf_class = HeldToken
        csrf_context: object = None


class SignInForm(StaffForm):
    """Name and password, and the page to go on to."""

    staff = StringField(validators=[InputRequired(), Length(max=80)])
    password = PasswordField(validators=[InputRequired(), Length(max=200)])
    onward = HiddenField(validators=[Length(max=400)])


class SignOutForm(StaffForm):
    """Nothing but the token."""


class CodeForm(StaffForm):
    """Six digits or a recovery code, and the page to go on to."""

    digits = StringField(validators=[InputRequired(), Length(max=40)])
    onward = HiddenField(validators=[Length(max=400)])


class EnrolForm(StaffForm):
    """The secret that was shown, and what the authenticator makes of it."""

    secret = HiddenField(validators=[InputRequired(), Regexp(r"[A-Z2-7]{32}\Z")])
    digits = StringField(validators=[InputRequired(), Length(max=10)])
