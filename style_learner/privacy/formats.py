"""What the secrets of known services look like: detect-secrets' patterns, and those it lacks."""

import re
from collections.abc import Iterator
from functools import cache

OWN = re.compile(
    r"""(?<![A-Za-z0-9_])(?:
        github_pat_[A-Za-z0-9_]{22,} | npm_[A-Za-z0-9]{30,} | hf_[A-Za-z0-9]{30,} | gl[a-z]{2,6}-[\w-]{20,}
      | sk-(?:[A-Za-z0-9]{1,12}-){0,3}[\w-]{20,} | (?:sk|rk|pk|whsec)_(?:test|live)?_?[A-Za-z0-9]{24,}
      | AIza[\w-]{35} | ya29\.[\w-]{20,} | GOCSPX-[\w-]{20,} | xapp-\d-[\w-]{20,} | xox[a-z]-[\w-]{20,}
      | dop_v1_[a-f0-9]{64} | dapi[a-f0-9]{32} | shp[a-z]{2}_[a-fA-F0-9]{32} | hv[sb]\.[\w-]{24,} | lin_api_\w{32,}
      | secret_[A-Za-z0-9]{43} | ntn_[A-Za-z0-9]{40,} | sbp_[a-f0-9]{40} | AGE-SECRET-KEY-1[0-9A-Z]{50,}
      | pypi-[\w-]{50,} | eyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)*
      )""",
    re.VERBOSE,
)
"""Prefixes that the services publish, so that such scanners find their tokens."""


@cache
def detect_secrets_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return kind and pattern of the services that detect-secrets knows; its first call imports it (0.3 s).

    Left out are the detectors that judge any text by entropy or by name alone, whose work ``redaction`` does with
    fewer false alarms in code, and public IP addresses, which are no secrets.
    """
    return tuple(_patterns())


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    from detect_secrets.plugins import (  # noqa: PLC0415 - it brings an HTTP client, which nothing but this needs
        artifactory,
        aws,
        azure_storage_key,
        basic_auth,
        cloudant,
        discord,
        github_token,
        gitlab_token,
        ibm_cloud_iam,
        ibm_cos_hmac,
        mailchimp,
        pypi_token,
        sendgrid,
        slack,
        softlayer,
        square_oauth,
        stripe,
        telegram_token,
        twilio,
    )

    detectors = (
        artifactory.ArtifactoryDetector,
        aws.AWSKeyDetector,
        azure_storage_key.AzureStorageKeyDetector,
        basic_auth.BasicAuthDetector,
        cloudant.CloudantDetector,
        discord.DiscordBotTokenDetector,
        github_token.GitHubTokenDetector,
        gitlab_token.GitLabTokenDetector,
        ibm_cloud_iam.IbmCloudIamDetector,
        ibm_cos_hmac.IbmCosHmacDetector,
        mailchimp.MailchimpDetector,
        pypi_token.PypiTokenDetector,
        sendgrid.SendGridDetector,
        slack.SlackDetector,
        softlayer.SoftlayerDetector,
        square_oauth.SquareOAuthDetector,
        stripe.StripeDetector,
        telegram_token.TelegramBotTokenDetector,
        twilio.TwilioKeyDetector,
    )
    for detector in detectors:
        listed = detector.denylist
        for pattern in [listed] if isinstance(listed, re.Pattern) else listed:
            yield detector.secret_type.lower(), pattern
