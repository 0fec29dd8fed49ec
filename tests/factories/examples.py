"""A rejected example of every rule, and its cure: the edit that the rule's own ``fix`` sentence asks for.

The tests reject each and cure it; the reference of problems prints both.
"""

from __future__ import annotations

from tests.factories.mistakes_files import FILES
from tests.factories.mistakes_items import ITEMS
from tests.factories.mistakes_routes import ROUTES
from tests.factories.mistakes_wording import WORDING
from tests.factories.mistakes_writing import WRITING

EXAMPLES = (*WRITING, *ITEMS, *ROUTES, *WORDING, *FILES)
