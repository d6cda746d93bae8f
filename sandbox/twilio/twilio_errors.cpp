#include "sandbox/twilio/twilio_errors.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/json.hpp"

namespace carillon::sandbox {
namespace {

constexpr auto rows = std::to_array<twilio_error>({
    {20003, "20003", 401, "Authenticate"},
    {20404, "20404", 404, "The requested resource was not found"},
    {20429, "20429", 429, "Too Many Requests"},
    {20500, "20500", 500, "Internal server error"},
    {20503, "20503", 503, "Service unavailable"},
    {21211, "21211", 400, "Invalid 'To' Phone Number"},
    {21212, "21212", 400, "Invalid From Number"},
    {21408, "21408", 400, "Permission to send an SMS has not been enabled for the region"},
    {21602, "21602", 400, "Message body is required"},
    {21603, "21603", 400, "A 'From' phone number is required"},
    {21604, "21604", 400, "A 'To' phone number is required"},
    {21609, "21609", 400, "Invalid 'StatusCallback' URL"},
    {21610, "21610", 400, "Attempt to send to unsubscribed recipient"},
    {21611, "21611", 429, "This 'From' number has exceeded the maximum number of queued messages"},
    {21612, "21612", 400, "The 'To' phone number is not currently reachable"},
    {21614, "21614", 400, "'To' number is not a valid mobile number"},
    {21617, "21617", 400, "The concatenated message body exceeds the 1600 character limit"},
    {21730, "21730", 503, "Maintenance"},
    {30001, "30001", 400, "Queue overflow"},
    {63038, "63038", 429, "Account exceeded the daily messages limit"},
});

const twilio_error* pointer_to(const auto found) noexcept {
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

const twilio_error* find_twilio_error(std::string_view key) noexcept {
  return pointer_to(std::ranges::find(rows, key, &twilio_error::key));
}

const twilio_error* first_twilio_error(int status) noexcept {
  return pointer_to(std::ranges::find(rows, status, &twilio_error::status));
}

answer make_twilio_error(const twilio_error& row) {
  answer reply;
  reply.status = row.status;
  reply.reason = row.key;
  reply.content_type = "application/json";
  reply.body = dump_json({{"code", row.code},
                          {"message", row.message},
                          {"more_info", "https://www.twilio.com/docs/errors/" + std::string(row.key)},
                          {"status", row.status}});
  return reply;
}

}  // namespace carillon::sandbox
