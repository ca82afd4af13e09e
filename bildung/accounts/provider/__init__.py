"""Login by an OpenID Connect provider: what is asked, what is believed. (docs/decisions/logins.md)

allauth leads through the login; here stands where it asks or looks less closely.
"""
