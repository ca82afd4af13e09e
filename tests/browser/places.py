"""Opens forms where their record stands."""

from playwright.sync_api import Page

PAGE = "/vereinbarungen/eisenach/"


def link(page: Page, record, name: str):
    """Return one of the links beside `record`."""
    key = f"{record._meta.model_name}-{record.pk}"
    group = page.locator(f'[data-record="{key}"] .record-actions')
    return group.locator("a", has_text=name).first


def open_place(page: Page, record, name: str = "Bearbeiten"):
    """Follow a link beside `record`; return the form that opens there."""
    action = link(page, record, name)
    address = action.get_attribute("href")
    if not action.is_visible():
        action.locator("xpath=ancestor::details").locator("summary").click()
    action.click()
    return page.locator(f"#{address.strip('/').replace('/', '-')}")


def without_refusals(complaints: list[str]) -> list[str]:
    """Chromium reports the status of a form that is refused, or of a part that is gone."""
    expected = ("status of 409", "status of 422", "status of 404", "Response Status Error")
    return [text for text in complaints if not any(words in text for words in expected)]
