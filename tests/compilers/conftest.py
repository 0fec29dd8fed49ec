import pytest

from survey_app.questionnaire.loader import load_questionnaire

TEXT = """\
questionnaire: q
title: Q
minutes: 3
purpose: Thử.
pages:
  - page: mot
    items:
      - {item: chao, type: note, text: Chào}
      - {item: s, type: scale, scale: hai_long_5, text: S?}
      - {item: f, type: scale, scale: tan_suat_5, text: F?}
      - {item: m, type: multi, text: M?, options: {1: Một, 2: Hai, 7: Bảy}, when: s <= 2}
      - {item: b, type: battery, scale: tin_tuong_4, text: B?, parts: {x: X, y: Y}, sensitive: true}
      - {item: n, type: number, from: 0, to: 99, text: N?}
      - {item: t, type: text, text: T?}
traits:
  - {item: d, type: single, text: D?, options: {3: Ba, 5: Năm}}
indices:
  - {index: i, title: I, items: [s, -f, b.x], headline: true}
"""


@pytest.fixture(scope="session")
def text():
    return TEXT


@pytest.fixture(scope="session")
def asked():
    return load_questionnaire(TEXT, file="q")
