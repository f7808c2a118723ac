"""What an administrator reads about the installation: backups, and how one of them is brought back.

What needs the machine itself is typed there; the page says what to type.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from capacita.keeping import databases
from capacita.keeping.actions import acknowledge_restore
from capacita.keeping.backing import how_to_restore
from capacita.keeping.keys import key_path
from capacita.keeping.manifest import ERASED
from capacita.keeping.queries import recorded_backups, restore_to_tell
from capacita.keeping.tombstones import lists_behind, own_fault
from capacita.people.choices import Verb
from capacita.web.pages import kept_private, page
from capacita.web.standing import needs, standing_of

# The last backups, each with the command that brings it back.
_BACKUPS = 5


@kept_private
@needs(Verb.MANAGE_ACCESS)
@require_GET
def installation(request: HttpRequest) -> HttpResponse:
    """The last backups, each with the command that brings it back, and whether this is itself one that came back."""
    backups = recorded_backups(most=_BACKUPS)
    on_server, home = databases.kind() == "postgresql", settings.CAPACITA_HOME
    alone = "CAPACITA_HTTPS=0 CAPACITA_HOSTS= " if settings.SESSION_COOKIE_SECURE else ""
    context = {
        "backups": [(each, how_to_restore(Path(each.path))) for each in backups],
        "by_file": how_to_restore(Path(_("FILE"))),
        "last": backups[0] if backups else None,
        "createdb": databases.command_for_database() if on_server else "",
        # No proxy stands before that port.
        "look": f"{alone}{databases.command_beside(f'{home}-restored', 'run --port 8001')}",
        "exchange": f"mv {home} {home}-before && mv {home}-restored {home}",
        "make": databases.command("backup --to " + _("FOLDER")),
        "doctor": databases.command("doctor"),
        "names_erased": (Path(home) / ERASED).exists(),
        "key": key_path(Path(home)),
        "restored": restore_to_tell(),
        "list_fault": own_fault(),
        "behind": lists_behind(on=standing_of(request).on),
    }
    return page(request, "installation/installation.html", context)


@needs(Verb.MANAGE_ACCESS)
@require_POST
def acknowledge(request: HttpRequest) -> HttpResponse:
    acknowledge_restore(by=standing_of(request))
    return HttpResponseRedirect(reverse("web:installation"))
