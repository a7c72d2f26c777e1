# SPDX-License-Identifier: ISC
"""The form and its engine: FORMATS section 8."""
import re

from basics import is_id, is_integer, is_language, json_string, need, write_json

FORMAT = "testimony-form-1"
WHITE = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
BELONGS = {"info": (), "one": ("options", "required", "counted"), "many": ("options", "required", "ticks", "counted"),
           "text": ("required", "length")}


def _is_text(value):
    if isinstance(value, dict):
        return bool(value) and all(is_language(k) and isinstance(v, str) and v for k, v in value.items())
    return isinstance(value, str) and value != ""


def _list(owner, name, least, most, missing_is_none=False):
    if missing_is_none and name not in owner:
        return []
    value = owner.get(name)
    need(isinstance(value, list) and least <= len(value) <= most, "form: " + name)
    return value


def _ids(items, what):
    for item in items:
        need(isinstance(item, dict) and is_id(item.get("id")), f"form: {what}: id")
    ids = [item["id"] for item in items]
    need(len(set(ids)) == len(ids), f"form: {what}: an id twice")
    return ids


def conditions(owner):
    when = owner.get("when", [])
    return [when] if isinstance(when, dict) else when


def _check_when(owner, earlier):
    if "when" not in owner:
        return
    some = conditions(owner)
    need(isinstance(some, list) and 1 <= len(some) <= 8, "form: when")
    for condition in some:
        need(isinstance(condition, dict), "form: when")
        name, wanted = condition.get("page"), condition.get("in")
        need(isinstance(name, str) and name in earlier, "form: when: page")
        need(isinstance(wanted, list) and 1 <= len(wanted) <= 64
             and all(isinstance(w, str) and w in earlier[name] for w in wanted), "form: when: in")


def categories(page):
    """8.6: for each option, the first one of its category."""
    options = page["options"]
    return [next((e["id"] for e in options if "group" in o and e.get("group") == o["group"]), o["id"]) for o in options]


def _check_counted(form):
    counted = [p for p in form["pages"] if "counted" in p]
    by_area = [p for p in counted if p["counted"] == "areas"]
    for page in counted:
        need(page["counted"] in ("county", "areas") and page["id"] not in ("area", "family-court"), "form: counted")
    need(len(by_area) <= 4 and all(len(set(categories(p))) <= 4 for p in by_area), "form: too much by area")
    need(not by_area or form.get("areas"), "form: no areas")
    need(sum(len(set(categories(p))) for p in counted) <= 256, "form: too much is counted")
    for page in form["pages"]:
        groups = []
        for option in page.get("options", []):
            if "group" in option:
                need("counted" in page and _is_text(option["group"]), "form: group")
                if option["group"] not in groups:
                    groups.append(option["group"])
        need(len({shown_text(g) for g in groups}) == len(groups), "form: group")


def check_form(form):
    """8.1."""
    need(isinstance(form, dict) and form.get("format") == FORMAT, "form: format")
    pages = _list(form, "pages", 1, 64)
    _ids(pages, "pages")
    earlier = {}
    for page in pages:
        need(page["id"] not in ("hide", "uses"), "form: a reserved id")
        kind = page.get("kind")
        need(isinstance(kind, str) and kind in BELONGS, "form: kind")
        for name in ("options", "required", "ticks", "length", "counted"):
            need(name not in page or name in BELONGS[kind], f"form: {name} does not belong there")
        need(_is_text(page.get("title")), "form: title")
        need("hint" not in page or _is_text(page["hint"]), "form: hint")
        need(isinstance(page.get("required", False), bool), "form: required")
        need("ticks" not in page or is_integer(page["ticks"], 1, 64), "form: ticks")
        need("length" not in page or is_integer(page["length"], 1, 24000), "form: length")
        _check_when(page, earlier)
        if kind in ("one", "many"):
            options = _list(page, "options", 1, 64)
            earlier[page["id"]] = _ids(options, "options")
            need(all(_is_text(o.get("label")) for o in options), "form: options: label")
    areas = _list(form, "areas", 0, 64, True)
    _ids(areas, "areas")
    for area in areas:
        need(_is_text(area.get("label")) and _is_text(area.get("mp")), "form: areas")
        need(all(map(_is_text, _list(area, "places", 0, 256, True))), "form: places")
    _check_counted(form)
    uses = _list(form, "uses", 1, 32)
    _ids(uses, "uses")
    for use in uses:
        need(_is_text(use.get("label")), "form: uses: label")
        _check_when(use, earlier)
    need(any("when" not in use for use in uses), "form: no use without a condition")
    for line in _list(form, "help", 0, 32, True):
        need(isinstance(line, dict) and _is_text(line.get("label")), "form: help")
        need("note" not in line or _is_text(line["note"]), "form: help: note")
        need(isinstance(line.get("phone", ""), str), "form: help: phone")
        url = line.get("url", "https://")
        need(isinstance(url, str) and re.match("https?://", url), "form: help: url")


def shown_text(text, wanted=""):
    """8.2."""
    if isinstance(text, str):
        return text
    wanted = (wanted or "en").lower()
    for tag in (wanted, wanted.split("-")[0], "en"):
        for name, value in text.items():
            if name.lower() == tag:
                return value
    return next(iter(text.values()))


def _holds(owner, answers, shown):
    for condition in conditions(owner):
        value = answers.get(condition["page"]) if condition["page"] in shown else None
        ticks = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        if not any(isinstance(t, str) and t in condition["in"] for t in ticks):
            return False
    return True


def walk(form, answers):
    """The pages that are shown, in order, by id."""
    shown = {}
    for page in form["pages"]:
        if _holds(page, answers, shown):
            shown[page["id"]] = page
    return shown


def offered(form, answers):
    shown = walk(form, answers)
    return [use["id"] for use in form["uses"] if _holds(use, answers, shown)]


def is_blank(text):
    return text.strip(WHITE) == ""


NOTHING = object()


def check_value(page, value=NOTHING):
    """8.4."""
    kind, required = page["kind"], page.get("required", False)
    if value is NOTHING:
        need(not required, f"{page['id']}: must be answered")
        return
    if kind == "text":
        need(isinstance(value, str) and len(value) <= page.get("length", 24000), f"{page['id']}: no text, or too long")
        need(not (required and is_blank(value)), f"{page['id']}: must be answered")
        return
    need(kind != "info", f"{page['id']}: takes no answer")
    options = [option["id"] for option in page["options"]]
    ticks = value if kind == "many" else [value]
    need(isinstance(ticks, list) and all(isinstance(t, str) and t in options for t in ticks),
         f"{page['id']}: no such option")
    need(len(set(ticks)) == len(ticks) <= page.get("ticks", 64), f"{page['id']}: ticks")
    need(ticks or not required, f"{page['id']}: must be answered")


def text_bytes(form, answers, hide):
    """What texts and names take as JSON writes them, without their quotes."""
    texts = [answers[p["id"]] for p in form["pages"] if p["kind"] == "text" and p["id"] in answers]
    return sum(len(json_string(t).encode()) - 2 for t in texts + hide)


def check_testimony(form, answers, hide, uses):
    """8.5; hide None where it is missing."""
    need(isinstance(answers, dict), "answers: no object")
    shown = walk(form, answers)
    for name in answers:
        need(name in shown, f"{name}: not asked")
    for name, page in shown.items():
        check_value(page, answers.get(name, NOTHING))
    hide = [] if hide is None else hide
    need(isinstance(hide, list) and len(hide) <= 100, "hide")
    need(all(isinstance(n, str) and 1 <= len(n) <= 200 and not is_blank(n) for n in hide), "hide: a name")
    need(isinstance(uses, list) and uses, "uses: at least one")
    may = offered(form, answers)
    need(all(isinstance(u, str) and u in may for u in uses) and len(set(uses)) == len(uses), "uses")
    need(text_bytes(form, answers, hide) <= 24000, "the texts are too long")
    need(sum(len(write_json(v)) for v in (answers, hide, uses)) <= 32000, "the answers are too large")
