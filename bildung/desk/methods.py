"""What a browser is told that asks for an address which only takes what a form sends."""

from http import HTTPStatus

from django.template.loader import render_to_string


def not_allowed_middleware(get_response):
    """Fill Django's answer 405, which is empty, with a page."""

    def middleware(request):
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            response.content = render_to_string("405.html")
            response["Content-Type"] = "text/html; charset=utf-8"
        return response

    return middleware
