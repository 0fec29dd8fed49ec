"""Steps of the staff door over HTTP, shared by the tests of the pages behind it."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tests.factories.published import PASSWORD


def fields(page):
    """Every field of a page's forms with its value, the hidden ones too."""
    return {each["name"]: each.get("value", "") for each in BeautifulSoup(page.data, "html.parser").find_all("input")}


def door(client, query=""):
    """The fields of the sign-in form."""
    return fields(client.get(f"/staff/sign-in{query}"))


def enter(client, name="committee", password=PASSWORD, **headers):
    return client.post("/staff/sign-in", data={**door(client), "staff": name, "password": password}, headers=headers)


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.data, "html.parser")
