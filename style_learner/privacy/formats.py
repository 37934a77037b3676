"""What the secrets of known services look like: detect-secrets' patterns, and those it lacks."""

import re
from collections.abc import Iterator
from functools import cache

OWN = re.compile(
    r"""(?<![A-Za-z0-9_])(?:
        github_pat_[A-Za-z0-9_]{22,} | gh[opusr]_[A-Za-z0-9]{20,} | npm_[A-Za-z0-9]{30,} | hf_[A-Za-z0-9]{30,}
      | api_org_[A-Za-z0-9]{30,} | gl[a-z]{2,6}-[\w-]{20,} | glc_[\w+/=-]{30,} | glsa_\w{32,}
      | sk-(?:[A-Za-z0-9]{1,12}-){0,3}[\w-]{20,} | (?:sk|rk|pk|whsec)_(?:test|live|prod)?_?[A-Za-z0-9]{24,}
      | whsec_[A-Za-z0-9+/=]{24,} | AIza[\w-]{35} | ya29\.[\w-]{20,} | GOCSPX-[\w-]{20,} | 1//0[\w-]{30,}
      | xapp-\d-[\w-]{20,} | xox[a-z](?:\.xox[a-z])?-[\w-]{20,} | do[opr]_v1_[a-f0-9]{64} | dapi[a-f0-9]{32}(?:-\d)?
      | shp[a-z]{2}_[a-fA-F0-9]{32} | hv[sbr]\.[\w-]{20,} | lin_(?:api|oauth)_\w{32,} | secret_[A-Za-z0-9]{43}
      | ntn_[A-Za-z0-9]{40,} | sb[ps]?_(?:secret_|publishable_)?[A-Za-z0-9_]{36,} | AGE-SECRET-KEY-1[0-9A-Z]{50,}
      | pypi-[\w-]{50,} | (?:[a-z]k\.)?eyJ[\w-]{10,}\.[\w-]{10,}(?:\.[\w-]*)* | LTAI[A-Za-z0-9]{16,24}
      | AKID[A-Za-z0-9]{32} | SG\.[\w-]{16,}\.[\w-]{30,} | gsk_[A-Za-z0-9]{40,} | r8_[A-Za-z0-9]{36,}
      | xai-[A-Za-z0-9]{60,} | pplx-[A-Za-z0-9]{40,} | lsv2_[a-z]{2}_[A-Za-z0-9_]{32,} | nvapi-[\w-]{40,}
      | fw_[A-Za-z0-9]{24,} | tgp_v1_[\w-]{40,} | co_[A-Za-z0-9]{38,} | sntry[su]_[\w+/=-]{40,} | NRAK-[A-Z0-9]{27}
      | NR(?:JS|AA|II)-[\w-]{16,} | figd_[\w-]{36,} | nfp_[A-Za-z0-9]{36,} | dckr_(?:pat|oat)_[\w-]{24,}
      | pscale_(?:tkn|pw|oauth)_[\w.=-]{32,} | PMAK-[a-f0-9]{24}-[a-f0-9]{34} | rubygems_[a-f0-9]{48}
      | cio[A-Za-z0-9]{32} | oy2[a-z0-9]{43} | HRKU-[\w-]{36,} | key-[a-f0-9]{32} | [a-f0-9]{32}-us\d{1,2}
      | xkeysib-[a-f0-9]{64}-\w{16} | xsmtpsib-[a-f0-9]{64}-\w{16} | ATATT3[\w=-]{60,} | ATCTT3[\w=-]{60,}
      | ATBB[A-Za-z0-9_=.-]{32} | EAA[A-Za-z0-9]{60,} | EAACEdEose0cBA[A-Za-z0-9]+ | sl\.(?:u\.)?[\w-]{100,}
      | pat[A-Za-z0-9]{14}\.[a-f0-9]{64} | shippo_(?:live|test)_[a-f0-9]{40} | sq0[a-z]{3}-[\w-]{22,}
      | access-(?:production|sandbox|development)-[\da-f-]{36} | dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{40,}
      | pul-[a-f0-9]{40} | [A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,} | tskey-[a-z]+-[\w-]{16,} | fo1_[\w-]{43}
      | FlyV1\ fm\d_[\w+/=,]{60,} | sq[puat]_[a-f0-9]{40} | AKC[a-zA-Z0-9]{60,} | cmVmdGtu[A-Za-z0-9]{50,}
      | ops_eyJ[\w-]{60,} | bk[ua]{2}_[a-f0-9]{40} | CCI(?:PAT|PRJ)_[A-Za-z0-9]{22}_[a-f0-9]{40} | CFPAT-[\w-]{43}
      | dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64} | EZ[AT]K[A-Za-z0-9]{54} | FLWSECK(?:_TEST)?-[a-fA-F0-9X-]{12,}
      | fio-u-[\w-]{64} | pnu_[A-Za-z0-9]{36} | rdme_[a-z0-9]{70} | tfp_[\w.=-]{50,} | CLOJARS_[a-z0-9]{60}
      | duffel_(?:test|live)_[\w=-]{43} | ico-[a-zA-Z0-9]{32} | RGAPI-[\da-f-]{36} | waka_[\da-f-]{36}
      | phc_[A-Za-z0-9]{40,} | phx_[A-Za-z0-9]{40,} | re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}
      | v1\.0-[a-f0-9]{24}-[a-f0-9]{140,} | p8e-[a-z0-9]{32} | sgp_(?:[a-f0-9]{16}_)?[a-f0-9]{40}
      | vercel_[A-Za-z0-9]{24} | vc[pkia]_[A-Za-z0-9]{50,} | rnd_[A-Za-z0-9]{32} | napi_[a-z0-9]{60,} | neon_\w{40,}
      | lp_[A-Za-z0-9]{40,} | ak-[A-Za-z0-9]{20,} | as-[A-Za-z0-9]{20,} | t3\.[A-Z0-9]+\.[\w-]{40,} | AQVN[\w-]{35,}
      | y0_[\w-]{50,} | SK[a-f0-9]{32} | MII[A-Za-z0-9+/]{60,}={0,2} | LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,}={0,2}
      | EF[\w-]{60,} | [MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{27,} | \d{8,10}:AA[\w-]{33} | AAAA[\w-]{7}:[\w-]{140}
      | A{20,}[A-Za-z0-9%]{30,} | xprv[1-9A-HJ-NP-Za-km-z]{100,}
      | [5KL](?=\d*[A-Za-z])[1-9A-HJ-NP-Za-km-z]{50,51}(?![A-Za-z0-9])
      )(?![A-Za-z0-9]{0,3}\()
      | (?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}
      | (?<=access_token\$production\$)\w{16}\$[a-f0-9]{32}
      """,
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
