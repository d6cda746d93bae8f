// The table itself; what is done with it is in keys.cpp.
#include <array>

#include "config/checks.hpp"
#include "config/key_place.hpp"
#include "config/keys.hpp"
#include "config/redis_url.hpp"

namespace carillon::config {
namespace {

template <auto Field>
constexpr auto redis = member<&settings::redis, Field>;
template <auto Field>
constexpr auto api = member<&settings::api, Field>;
template <auto Field>
constexpr auto worker = member<&settings::worker, Field>;
template <auto Field>
constexpr auto retry = member<&settings::retry, Field>;
template <auto Field>
constexpr auto retention = member<&settings::retention, Field>;
template <auto Field>
constexpr auto receipts = member<&settings::receipts, Field>;
template <auto Field>
constexpr auto providers = member<&settings::providers, Field>;
template <auto Field>
constexpr auto webhooks = member<&settings::webhooks, Field>;

constexpr range positive{.least = 1};
constexpr range threads{.least = 0, .greatest = 256};
constexpr range timeout{.least = 1, .greatest = 3'600'000};

using redis_s = redis_settings;
using api_s = api_settings;
using worker_s = worker_settings;
using retry_s = retry_settings;
using retention_s = retention_settings;
using receipt_s = receipt_settings;
using provider_s = provider_settings;
using webhook_s = webhook_settings;

const std::array table{
    key{.name = "data_dir",
        .at = member<&settings::data_dir>,
        .help = "Where the embedded Redis and the master key live. Created with mode 0700."},
    key{.name = "master_key_file",
        .at = member<&settings::master_key_file>,
        .help = "File with the 32-byte master key (raw, hexadecimal or base64) that seals every secret at "
                "rest. Empty: master.key in data_dir, made at the first start."},
    key{.name = "other_master_key_files",
        .at = member<&settings::other_master_key_files>,
        .help = "Files of master keys that open what they wrapped, while one takes another's place: see "
                "`carillon keys --help`."},

    key{.name = "redis.url",
        .at = redis<&redis_s::url>,
        .help = "redis://[user[:password]@]host[:port][/db], rediss:// for TLS, or unix:///path. Empty: a "
                "private redis-server child in data_dir.",
        .verify = check_redis_url,
        .redact = without_password},
    key{.name = "redis.password",
        .at = redis<&redis_s::password>,
        .help = "Overrides the password in redis.url."},
    key{.name = "redis.username",
        .at = redis<&redis_s::username>,
        .help = "ACL user; overrides the one in redis.url."},
    key{.name = "redis.ca_file",
        .at = redis<&redis_s::ca_file>,
        .help = "For rediss://: certificates in PEM to trust instead of the system's."},
    key{.name = "redis.key_prefix",
        .at = redis<&redis_s::key_prefix>,
        .help = "Start of the name of every key we write."},
    key{.name = "redis.server_binary",
        .at = redis<&redis_s::server_binary>,
        .help = "The program to start when redis.url is empty."},
    key{.name = "redis.command_timeout",
        .at = redis<&redis_s::command_timeout>,
        .help = "How long a command may take before the connection counts as lost.",
        .within = timeout},
    key{.name = "redis.durability",
        .at = redis<&redis_s::durability>,
        .help = "What must hold before a broadcast is accepted: fsync (on Redis' disk), replica (in a "
                "replica's memory), replica+fsync, or memory (Redis has it).",
        .choices = "fsync,replica,replica+fsync,memory"},

    key{.name = "api.listen",
        .at = api<&api_s::listen>,
        .help = "host:port of the API. Port 0 picks a free one.",
        .verify = check_listen},
    key{.name = "api.public_url",
        .at = api<&api_s::public_url>,
        .help = "Base of the links in answers and mails. Empty: in answers it is taken from the request's "
                "Host, mails have none.",
        .verify = check_optional_http_url,
        .applies = reload::hot},
    key{.name = "api.threads",
        .at = api<&api_s::threads>,
        .help = "Threads that serve the API.",
        .within = {.least = 1, .greatest = 256}},
    key{.name = "api.max_body",
        .at = api<&api_s::max_body>,
        .help = "Greatest request body.",
        .within = {.least = 1024, .greatest = 1ull << 30}},
    key{.name = "api.max_broadcast_body",
        .at = api<&api_s::max_broadcast_body>,
        .help = "Greatest body of POST /broadcasts.",
        .within = {.least = 1024, .greatest = 1ull << 30}},
    key{.name = "api.max_webhook_body",
        .at = api<&api_s::max_webhook_body>,
        .help = "Greatest body of an incoming webhook. GitHub sends up to 25 MB.",
        .within = {.least = 1024, .greatest = 1ull << 30}},
    key{.name = "api.max_connections",
        .at = api<&api_s::max_connections>,
        .help = "Connections open at a time, for each thread; beyond, the longest idle is closed.",
        .within = positive},
    key{.name = "api.header_timeout",
        .at = api<&api_s::header_timeout>,
        .help = "How long a client may take to send a request's header.",
        .within = timeout},
    key{.name = "api.idle_timeout",
        .at = api<&api_s::idle_timeout>,
        .help = "How long a connection may stay without a request.",
        .within = timeout},
    key{.name = "api.reads_per_minute",
        .at = api<&api_s::reads_per_minute>,
        .help = "GET and HEAD requests one project may make in a minute, counted by each process; more is "
                "429. 0: no limit.",
        .applies = reload::hot},
    key{.name = "api.writes_per_minute",
        .at = api<&api_s::writes_per_minute>,
        .help = "All other requests one project may make in a minute, counted by each process; more is 429. "
                "0: no limit.",
        .applies = reload::hot},
    key{.name = "api.user_reads_per_minute",
        .at = api<&api_s::user_reads_per_minute>,
        .help = "GET and HEAD requests one user may make with tokens of its own in a minute, counted by each "
                "process before the project's; more is 429. 0: no limit.",
        .applies = reload::hot},
    key{.name = "api.user_writes_per_minute",
        .at = api<&api_s::user_writes_per_minute>,
        .help = "All other requests one user may make with tokens of its own in a minute, counted by each "
                "process before the project's; more is 429. 0: no limit.",
        .applies = reload::hot},
    key{.name = "api.max_project_tokens",
        .at = api<&api_s::max_project_tokens>,
        .help = "Channel tokens of all kinds one project may have, about: counted by sample, once a minute. "
                "Another one is 422; an import may exceed it. 0: no limit."},
    key{.name = "api.bulk_per_minute",
        .at = api<&api_s::bulk_per_minute>,
        .help =
            "Bytes that one project may send and be answered in a minute while other projects are here too, "
            "counted by each process. The first 16 KiB of each body and answer are free. Who has overdrawn "
            "gets 429 for what reads or is large; small writes pass. 0: no limit."},
    key{.name = "api.user_bulk_per_minute",
        .at = api<&api_s::user_bulk_per_minute>,
        .help = "The same for one user with tokens of its own, before the project's. 0: no limit."},
    key{.name = "api.max_queue_age",
        .at = api<&api_s::max_queue_age>,
        .help =
            "How long jobs of a project's broadcasts to all users or a topic's subscribers may have waited, "
            "tried by nobody, before its next such broadcast is 429. 0s: no limit.",
        .within = {.least = 0, .greatest = 30ull * 24 * 3'600'000}},
    key{.name = "api.failed_logins_per_minute",
        .at = api<&api_s::failed_logins_per_minute>,
        .help =
            "Requests of one client address (IPv6: one /64) that may be answered 401 in a minute; more is "
            "429, whatever the token. 0: no limit.",
        .applies = reload::hot},
    key{.name = "api.cors_origins",
        .at = api<&api_s::cors_origins>,
        .help =
            "Web origins (https://app.example.com) whose pages may call the routes of users. *: any, which "
            "is safe because only a bearer token authenticates, never a cookie. Empty: none.",
        .verify = check_origins},
    key{.name = "api.trusted_proxies",
        .at = api<&api_s::trusted_proxies>,
        .help = "Networks in CIDR form whose X-Forwarded-For is believed. A trusted peer that sends none is "
                "exempt from api.failed_logins_per_minute.",
        .verify = check_networks},
    key{.name = "api.user_templates",
        .at = api<&api_s::user_templates>,
        .help = "Whether users may save templates, which everyone of their project then receives: allowed is "
                "what the hosted service does. Forbidden, such a request is 403.",
        .choices = "allowed,forbidden",
        .applies = reload::hot},

    key{.name = "auth.audience",
        .at = member<&settings::auth, &auth_settings::audience>,
        .help =
            "What the claim aud of a user's token may name (RFC 7519): a token with an aud that names none "
            "of these is refused, one without any is accepted. Empty: every token with an aud is refused."},

    key{.name = "ops.listen",
        .at = member<&settings::ops, &ops_settings::listen>,
        .help = "host:port of /livez, /readyz, /metrics and /version. Empty: off.",
        .verify = check_optional_listen},

    key{.name = "worker.threads",
        .at = worker<&worker_s::threads>,
        .help = "Threads that deliver. 0: half the processors, at least one.",
        .within = threads},
    key{.name = "worker.window",
        .at = worker<&worker_s::window>,
        .help = "Deliveries in flight per thread that are answered within a second; slower ones are counted "
                "apart.",
        .within = {.least = 1, .greatest = 100'000}},
    key{.name = "worker.open_jobs",
        .at = worker<&worker_s::open_jobs>,
        .help =
            "Jobs held at a time per thread; those that wait for a busy or slow provider are counted apart.",
        .within = {.least = 1, .greatest = 1000},
        .applies = reload::hot},
    key{.name = "worker.commit_outcomes",
        .at = worker<&worker_s::commit_outcomes>,
        .help = "Outcomes that make a commit go out at once.",
        .within = {.least = 1, .greatest = 1000},
        .applies = reload::hot},
    key{.name = "worker.commit_interval",
        .at = worker<&worker_s::commit_interval>,
        .help = "How long an outcome may wait for others before it is committed.",
        .within = {.least = 1, .greatest = 10'000},
        .applies = reload::hot},
    key{.name = "worker.lease",
        .at = worker<&worker_s::lease>,
        .help = "How long a job belongs to a worker that does not renew it.",
        .within = {.least = 100, .greatest = 3'600'000}},
    key{.name = "worker.drain",
        .at = worker<&worker_s::drain>,
        .help = "On SIGTERM: how long deliveries in flight may take to finish.",
        .within = {.least = 0, .greatest = 3'600'000},
        .applies = reload::hot},
    key{.name = "worker.drain_min",
        .at = worker<&worker_s::drain_min>,
        .help =
            "What a second SIGTERM leaves of it: an answer that is not waited for is a message sent twice.",
        .within = {.least = 0, .greatest = 3'600'000},
        .applies = reload::hot},

    key{.name = "retry.base",
        .at = retry<&retry_s::base>,
        .help = "Delay before the second attempt; doubled for each further one, with jitter.",
        .within = positive,
        .applies = reload::hot},
    key{.name = "retry.cap",
        .at = retry<&retry_s::cap>,
        .help = "Longest delay between two attempts.",
        .within = positive,
        .applies = reload::hot},
    key{.name = "retry.max_attempts",
        .at = retry<&retry_s::max_attempts>,
        .help =
            "Attempts before a delivery is given up that fails while its provider serves others, at most 15. "
            "What fails in an outage ends by its age.",
        .within = {.least = 1, .greatest = 15},
        .applies = reload::hot},
    key{.name = "retry.max_age",
        .at = retry<&retry_s::max_age>,
        .help = "Age past which a delivery is given up, whatever its attempts.",
        .within = positive,
        .applies = reload::hot},
    key{.name = "retry.foreign_max_age",
        .at = retry<&retry_s::foreign_max_age>,
        .help = "The same where the address names its own host (a hook, a browser's push service) and that "
                "host is what fails: one dead hook keeps its broadcast from being processed no longer.",
        .within = positive,
        .applies = reload::hot},

    key{.name = "retention.events",
        .at = retention<&retention_s::events>,
        .help = "Age past which events are removed. Those of recipients that were named one by one go with "
                "their broadcast at the latest.",
        .within = {.least = 1'000},
        .applies = reload::hot},
    key{.name = "retention.broadcasts",
        .at = retention<&retention_s::broadcasts>,
        .help = "Age past which processed broadcasts are removed, and with them what an Idempotency-Key "
                "remembers. Unfinished ones stay.",
        .within = {.least = 1'000},
        .applies = reload::hot},

    key{.name = "receipts.first_after",
        .at = receipts<&receipt_s::first_after>,
        .help = "How long after a push its receipt is asked for, sooner where the provider has it sooner. "
                "Again, at growing intervals, while there is none.",
        .within = positive,
        .applies = reload::hot},
    key{.name = "receipts.give_up_after",
        .at = receipts<&receipt_s::give_up_after>,
        .help = "Age past which a receipt is not asked for any more, earlier where the provider forgets it "
                "earlier: the delivery stays unconfirmed.",
        .within = positive,
        .applies = reload::hot},

    key{.name = "providers.origins",
        .at = providers<&provider_s::origins>,
        .help =
            "Origins to call instead of the providers' own: carillon-sandbox, a proxy. docs/running.md names "
            "them.",
        .verify = check_named_http_urls},
    key{.name = "providers.rates",
        .at = providers<&provider_s::rates>,
        .help =
            "Messages a second that an integration may send, by its kind (docs/delivery.md), divided among "
            "the threads of a process; 0: no limit. Kinds that are not named: what their provider is known "
            "to allow, where it is.",
        .verify = check_named_counts},
    key{.name = "providers.aws_sns",
        .at = providers<&provider_s::aws_sns>,
        .help =
            "Origin to fetch certificates from and to confirm subscriptions at, instead of the Amazon SNS "
            "host a message names. Empty: that host.",
        .verify = check_optional_http_url},
    key{.name = "providers.ca_file",
        .at = providers<&provider_s::ca_file>,
        .help = "Certificates in PEM to trust instead of the system's, for tests against carillon-sandbox."},
    key{.name = "providers.connections",
        .at = providers<&provider_s::connections>,
        .help = "HTTP/2 connections per credential and worker thread.",
        .within = {.least = 1, .greatest = 1000}},
    key{.name = "providers.streams",
        .at = providers<&provider_s::streams>,
        .help = "Requests at a time on one connection; the provider may allow fewer.",
        .within = {.least = 1, .greatest = 10'000}},
    key{.name = "providers.mail_sessions",
        .at = providers<&provider_s::mail_sessions>,
        .help = "SMTP sessions with one mail server, per integration and worker thread. Some allow few.",
        .within = {.least = 1, .greatest = 100}},
    key{.name = "providers.request_timeout",
        .at = providers<&provider_s::request_timeout>,
        .help =
            "How long a provider may take to answer, from when the request leaves; and how long one may wait "
            "for a connection before that, free of charge.",
        .within = timeout},
    key{.name = "providers.connect_timeout",
        .at = providers<&provider_s::connect_timeout>,
        .help = "How long a connection may take, TLS included.",
        .within = timeout},
    key{.name = "providers.long_pushes",
        .at = providers<&provider_s::long_pushes>,
        .help = "Content that is too long for a push: cut to fit, with an ellipsis, or the push refused as "
                "payload_too_large.",
        .choices = "cut,refuse"},
    key{.name = "providers.allowed_networks",
        .at = providers<&provider_s::allowed_networks>,
        .help = "Networks in CIDR form that may be connected to although they are private or local.",
        .verify = check_networks},

    key{.name = "webhooks.timeout",
        .at = webhooks<&webhook_s::timeout>,
        .help = "How long an endpoint may take to answer.",
        .within = timeout,
        .applies = reload::hot},
    key{.name = "webhooks.disable_after",
        .at = webhooks<&webhook_s::disable_after>,
        .help = "An endpoint that has done nothing but fail for so long is switched off.",
        .within = {.least = 1'000}},
    key{.name = "webhooks.connections",
        .at = webhooks<&webhook_s::connections>,
        .help = "Requests at a time to one endpoint.",
        .within = {.least = 1, .greatest = 1'000}},
    key{.name = "webhooks.endpoints",
        .at = webhooks<&webhook_s::endpoints>,
        .help = "Endpoints of one project.",
        .within = {.least = 1, .greatest = 1'000},
        .applies = reload::hot},

    key{.name = "dns.servers",
        .at = member<&settings::dns, &dns_settings::servers>,
        .help =
            "DNS servers to ask for the addresses of providers and of hosts that clients name: 192.0.2.53, "
            "192.0.2.53:5353 or [2001:db8::53]:53. Empty: those of /etc/resolv.conf. /etc/hosts goes first "
            "either way.",
        .verify = check_name_servers},

    key{.name = "log.level",
        .at = member<&settings::log, &log_settings::level>,
        .help = "The least severe lines that are written.",
        .choices = "debug,info,warn,error",
        .applies = reload::hot},
    key{.name = "log.format",
        .at = member<&settings::log, &log_settings::format>,
        .help = "text, json, or auto: text on a terminal, json elsewhere.",
        .choices = "auto,text,json",
        .applies = reload::hot},
};

}  // namespace

std::span<const key> all_keys() noexcept {
  return table;
}

}  // namespace carillon::config
