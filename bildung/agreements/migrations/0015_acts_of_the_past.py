"""Acts for what the history had before there were any.

What one person wrote in an agreement within a second of the row before, and for one reason, is one
act, as the pages „Verlauf“ had it; what was loaded as stock is told beside all other. After that
nothing is guessed by seconds any more.

All is done by the database: 4 million rows in some minutes. What is done stays done where it is
broken off: rows that have an act are left as they are, so `migrate` goes on where it was.
"""

from itertools import count

from django.db import migrations, transaction

# Acts a transaction. None is cut in two.
AT_ONCE = 50_000
STOCK, RESPELLED, REREAD = (
    "Bestand übernommen",
    "Schreibweise vereinheitlicht",
    "Zeitrahmen neu gelesen",
)
# The records below others, what stands above each, and the field that names that.
BELOW = (
    ("goals_objective", "goals_goal", "goal_id"),
    ("goals_measure", "goals_objective", "objective_id"),
    ("milestones_stage", "milestones_milestone", "milestone_id"),
)
# Tables of the history: how a row names its agreement, or, where it does not, what stands above it.
IN_AGREEMENTS = (
    ("agreements_historicalagreement", "id", None),
    ("agreements_historicalfocustopic", "agreement_id", None),
    ("goals_historicalgoal", "agreement_id", None),
    ("goals_historicalobjective", "goal_id", "goals_goal"),
    ("goals_historicalmeasure", "objective_id", "goals_objective"),
    ("goals_historicalstep", "measure_id", "goals_measure"),
    ("goals_historicalmeasurereport", "measure_id", "goals_measure"),
    ("milestones_historicalmilestone", "agreement_id", None),
    ("milestones_historicalstage", "milestone_id", "milestones_milestone"),
    ("milestones_historicalduty", "stage_id", "milestones_stage"),
    ("milestones_historicalstagereport", "stage_id", "milestones_stage"),
    ("editions_historicalpaperrecord", "edition_id", "editions_edition"),
    ("editions_historicalreason", "agreement_id", None),
)
IN_NONE = (
    "agreements_historicalorganisation",
    "agreements_historicalunit",
    "agreements_historicalmembership",
    "members_historicalinvitation",
)
TABLES = (*(table for table, _, _ in IN_AGREEMENTS), *IN_NONE)

WITHIN_A_SECOND = {
    "postgresql": "at - lag(at) OVER w <= interval '1 second'",
    "sqlite": "(julianday(at) - julianday(lag(at) OVER w)) * 86400 < 1.0001",
}
NEW_KEY = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}

GROUPED = """
SELECT place, history_id, agreement, person, at, reason,
    sum(begins) OVER (ORDER BY is_stock, agreement, at, place, history_id) AS number
FROM (
    SELECT place, history_id, agreement, person, at, reason, is_stock,
        CASE WHEN lag(agreement) OVER w = agreement AND lag(person) OVER w = person
            AND {within_a_second}
            AND lag(is_stock) OVER w = is_stock
            AND (lag(reason) OVER w = reason OR lag(reason) OVER w = '' OR reason = '')
        THEN 0 ELSE 1 END AS begins
    FROM past_rows WINDOW w AS (ORDER BY is_stock, agreement, at, place, history_id)
) AS beside
"""
# Who of a party wrote something while a member, as activity.py had it: the first stay that is known
# reaches back to all before.
STAYS = """
SELECT user_id AS person, organisation_id AS organisation, min(history_date) AS since,
    max(CASE WHEN history_type = '-' THEN history_date END) AS until
FROM agreements_historicalmembership GROUP BY id, user_id, organisation_id
"""
IS_ON = """
EXISTS (SELECT 1 FROM past_stays s WHERE s.person = a.person AND s.organisation = g.{side}_id
    AND (s.until IS NULL OR a.at < s.until)
    AND (s.since <= a.at OR s.since = (SELECT min(x.since) FROM past_stays x
        WHERE x.person = a.person AND x.organisation IN (g.municipality_id, g.agency_id))))
"""
ACTS = """
INSERT INTO agreements_act (id, agreement_id, at, author_id, side, origin, detail, form)
SELECT a.id, nullif(a.agreement, 0), a.at, w.id,
    CASE WHEN {municipality} AND {agency} THEN 'both' WHEN {municipality} THEN 'municipality'
        WHEN {agency} THEN 'agency' ELSE '' END,
    CASE WHEN a.reason = 'Browser' THEN 'browser'
        WHEN a.reason = 'Verwaltung' THEN 'admin'
        WHEN a.reason IN ('{stock}', '{respelled}', '{reread}') THEN 'command'
        WHEN a.reason = 'Fortschreibung aufgegeben' THEN 'edition'
        WHEN a.reason = 'Wiederhergestellt'
            OR a.reason LIKE '%% vom __.__.____, __:__ Uhr wiederhergestellt' THEN 'restore'
        WHEN a.reason = '' AND a.person = 0 THEN 'system'
        WHEN a.reason = '' THEN 'browser'
        ELSE 'import' END,
    CASE WHEN a.reason IN ('', 'Browser', 'Verwaltung', 'Import', 'Wiederhergestellt',
        'Fortschreibung aufgegeben')
        OR a.reason LIKE '%% vom __.__.____, __:__ Uhr wiederhergestellt' THEN ''
        ELSE a.reason END,
    ''
FROM past_acts a
LEFT JOIN agreements_author w ON w.user_id = a.person
LEFT JOIN agreements_agreement g ON g.id = a.agreement
WHERE a.number BETWEEN %s AND %s
"""


def give_acts(apps, schema_editor):
    connection = schema_editor.connection
    vendor = connection.vendor
    with connection.cursor() as cursor:
        for table in _temporary():
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        for name, question in _questions(vendor):
            cursor.execute(f"CREATE TEMPORARY TABLE {name} AS {question}")
        cursor.execute("CREATE INDEX past_grouped_number ON past_grouped (number)")
        cursor.execute("CREATE INDEX past_acts_number ON past_acts (number)")
        cursor.execute("CREATE INDEX past_stays_person ON past_stays (person)")
        if vendor == "postgresql":
            for table in ("past_grouped", "past_acts", "past_stays"):
                cursor.execute(f"ANALYZE {table}")
        cursor.execute(
            "INSERT INTO agreements_author (user_id, name) SELECT DISTINCT person, '' "
            "FROM past_acts WHERE person <> 0 "
            "AND person NOT IN (SELECT user_id FROM agreements_author WHERE user_id IS NOT NULL)"
        )
        cursor.execute("SELECT max(number) FROM past_acts")
        last = cursor.fetchone()[0] or 0
    insert = ACTS.format(
        municipality=IS_ON.format(side="municipality"),
        agency=IS_ON.format(side="agency"),
        stock=STOCK,
        respelled=RESPELLED,
        reread=REREAD,
    )
    for first in range(1, last + 1, AT_ONCE):
        numbers = [first, first + AT_ONCE - 1]
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(insert, numbers)
            for place, table in enumerate(TABLES):
                cursor.execute(
                    f"UPDATE {table} SET act_id = a.id FROM past_grouped r "
                    "JOIN past_acts a ON a.number = r.number "
                    f"WHERE r.place = {place} AND r.history_id = {table}.history_id "
                    "AND r.number BETWEEN %s AND %s",
                    numbers,
                )
    with connection.cursor() as cursor:
        for table in _temporary():
            cursor.execute(f"DROP TABLE {table}")


def _temporary():
    above = dict.fromkeys(above for _, _, above in IN_AGREEMENTS if above)
    return (*(f"past_{table}" for table in above), "past_rows", "past_grouped", "past_acts",
            "past_stays")


def _questions(vendor):
    """Yield the tables that are made one after the other, with what fills each."""
    yield "past_goals_goal", _known("goals_goal", "agreement_id")
    yield "past_milestones_milestone", _known("milestones_milestone", "agreement_id")
    yield "past_editions_edition", "SELECT id, agreement_id AS agreement FROM editions_edition"
    for table, above, field in BELOW:
        known = _known(table, field)
        yield (
            f"past_{table}",
            f"SELECT k.id, p.agreement FROM ({known}) AS k JOIN past_{above} p ON p.id = k.agreement",
        )
    yield "past_rows", " UNION ALL ".join(_rows())
    within = WITHIN_A_SECOND[vendor]
    yield "past_grouped", GROUPED.format(within_a_second=within, stock=STOCK)
    yield (
        "past_acts",
        f"SELECT number, {NEW_KEY[vendor]} AS id, max(agreement) AS agreement, "
        "max(person) AS person, max(at) AS at, max(reason) AS reason "
        "FROM past_grouped GROUP BY number",
    )
    yield "past_stays", STAYS


def _known(table, field):
    """Return the question what each record, stored or deleted, stands or last stood below."""
    app, _, model = table.partition("_")
    return f"""
    SELECT id, {field} AS agreement FROM {table} UNION ALL
    SELECT id, agreement FROM (
        SELECT id, {field} AS agreement, row_number() OVER (
            PARTITION BY id ORDER BY history_date DESC, history_id DESC) AS place
        FROM {app}_historical{model}
    ) AS told WHERE place = 1 AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = told.id)
    """


def _rows():
    """Yield the question for the rows of each table that have no act yet; 0 stands for none."""
    places = count()
    what = (
        "SELECT {place} AS place, h.history_id, {agreement} AS agreement, "
        "coalesce(h.history_user_id, 0) AS person, h.history_date AS at, "
        "coalesce(h.history_change_reason, '') AS reason, "
        f"CASE WHEN h.history_change_reason = '{STOCK}' THEN 1 ELSE 0 END AS is_stock "
        "FROM {table} h"
    )
    for table, field, above in IN_AGREEMENTS:
        agreement = "coalesce(p.agreement, 0)" if above else f"coalesce(h.{field}, 0)"
        asked = what.format(place=next(places), agreement=agreement, table=table)
        beside = f" LEFT JOIN past_{above} p ON p.id = h.{field}" if above else ""
        yield f"{asked}{beside} WHERE h.act_id IS NULL"
    for table in IN_NONE:
        yield f"{what.format(place=next(places), agreement='0', table=table)} WHERE h.act_id IS NULL"


class Migration(migrations.Migration):
    atomic = False  # each batch is

    dependencies = (
        ("agreements", "0014_acts"),
        ("editions", "0008_acts"),
        ("goals", "0006_acts"),
        ("members", "0002_acts"),
        ("milestones", "0006_acts"),
    )

    operations = (migrations.RunPython(give_acts, migrations.RunPython.noop, elidable=False),)
