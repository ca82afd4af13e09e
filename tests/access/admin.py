"""The Django admin as one group: superusers alone enter, by whatever address.

Its views answer every method alike, and thousands of its pages would take minutes: each address of
a model is asked by GET and POST, those of the site by all methods.
"""

from django.contrib import admin

SAMPLED = True

SITE = """
admin:index  /admin/
  page  GET HEAD POST PUT PATCH DELETE OPTIONS  login | login login login 200 | login | login

admin:app_list  /admin/goals/
  page  GET POST    login | login login login 200 | login | login

admin:login  /admin/login/
  page  GET POST    302 | 403 403 403 302 | 403 | 403

admin:logout  /admin/logout/
  page  GET         login | 302 302 302 405 | 302 | 302
  page  POST        login | 302

admin:password_change  /admin/password_change/
  page  GET POST    login | login login login 200 | login | login

admin:password_change_done  /admin/password_change/done/
  page  GET         login | login login login 200 | login | login
  page  POST        login | login login login 405 | login | login

admin:autocomplete  /admin/autocomplete/
  page  GET         login | login login login 403 | login | login
  page  POST        login | login login login 405 | login | login

admin:jsi18n  /admin/jsi18n/
  page  GET         login | login login login 200 | login | login
  page  POST        login | login login login 405 | login | login

admin:view_on_site  /admin/r/1/{user}/
  own   GET POST    login | login login login 404 | login | login

admin:auth_user_password_change  /admin/agreements/user/{user}/password/
  own   GET POST    login | login login login 200 | login | login

admin:-  /admin/gibt-es-nicht/
  page  GET POST    login | login login login 404 | login | login
"""

MODEL = """
admin:{app}_{model}_changelist  /admin/{app}/{model}/
  page  GET POST    login | login login login 200 | login | login

admin:{app}_{model}_add  /admin/{app}/{model}/add/
  page  GET POST    login | login login login {added} | login | login

admin:{app}_{model}_change  /admin/{app}/{model}/{thing}/change/
  own   GET         login | login login login 200 | login | login
{fixed}  own   POST        login | login login login {changed} | login | login
  deleted GET       login | login login login 302 | login | login
  deleted POST      login | login login login {gone} | login | login

admin:{app}_{model}_delete  /admin/{app}/{model}/{thing}/delete/
  own   GET POST    login | login login login {deleted} | login | login
{locked}
admin:{app}_{model}_history  /admin/{app}/{model}/{thing}/history/
  own   GET POST    login | login login login 200 | login | login

admin:-  /admin/{app}/{model}/{thing}/
  own   GET POST    login | login login login 302 | login | login
"""

EARLIER_STATE = """
admin:{app}_{model}_simple_history  /admin/{app}/{model}/{thing}/history/1/
  own   GET POST    login | login login login 404 | login | login
"""

LOCKED = """  locked  {method}  login | login login login 403 | login | login
"""

# Of a step, nothing but the tick is asked for, and an empty form says that there is none.
UNTICKED = """  locked  POST  login | login login login 302 | login | login
"""

# The thing of a model, where it is not called as the model is.
THINGS = {
    "agreement": "agreement_key",
    "focustopic": "topic",
    "measurereport": "measure_report",
    "stagereport": "stage_report",
}
# What nobody adds or changes, and what nobody deletes, superusers neither.
OF_EDITIONS = (
    "edition",
    "editionprint",
    "approval",
    "entryintoforce",
    "scan",
    "reason",
    "ending",
)
FIXED = ("invitation", "measurereport", "stagereport", *OF_EDITIONS)
KEPT = ("measurereport", "stagereport", "user", *OF_EDITIONS)
# What is wording as a whole: nobody changes it while it is locked.
WORDING = ("focustopic", "goal", "objective", "milestone", "duty")
# What is wording but for the working state beside it (of an agreement, its address).
PARTLY = ("agreement", "measure", "step", "stage")


def _of(model) -> str:
    name = model._meta.model_name
    return (MODEL + EARLIER_STATE * hasattr(model, "history")).format(
        app=model._meta.app_label,
        model=name,
        thing=f"{{{THINGS.get(name, name)}}}",
        added="403" if name in FIXED else "200",
        changed="403" if name in FIXED else "200",
        gone="403" if name in FIXED else "302",
        deleted="403" if name in KEPT else "200",
        fixed=LOCKED.format(method="POST") if name in WORDING else UNTICKED * (name == "step"),
        locked=LOCKED.format(method="GET POST") if name in WORDING + PARTLY else "",
    )


TABLE = SITE + "".join(map(_of, admin.site._registry))
