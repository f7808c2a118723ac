"""The seminar's moment, at which the office knew what it printed."""

from __future__ import annotations

from datetime import date

import pytest

from capacita.kernel.moment import Moment


@pytest.fixture
def seminar() -> Moment:
    return Moment(date(2020, 2, 21), date(2020, 2, 21))
