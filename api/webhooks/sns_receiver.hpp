// Reads what Amazon SNS posts: checks topic, age and signature, and confirms subscriptions (providers.md 14).
#pragma once

#include "api/webhooks/incoming_webhook.hpp"

namespace carillon::api {

/// `from`: the awssns integration. Its webhook_signing_secret is one of
/// - a certificate in PEM: messages must be signed with its key;
/// - a topic's ARN, or the URL of a certificate: the certificate is the one the message names, which must
///   stand at Amazon; of an ARN only that topic counts.
/// `topic_arns`, when given, are all topics that count.
/// 401 for whatever cannot be trusted, 503 when a certificate cannot be fetched or a subscription confirmed.
/// References outlive the call.
task<checked<incoming_webhook>> read_sns_webhook(services& with, net::h1_request raw,
                                                 const store::owned_integration& from);

}  // namespace carillon::api
