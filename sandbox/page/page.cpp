#include "sandbox/page/page.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "sandbox/desks.hpp"
#include "sandbox/form.hpp"
#include "sandbox/page/assets.hpp"
#include "sandbox/page/local_call.hpp"
#include "sandbox/page/message_json.hpp"

namespace carillon::sandbox {
namespace {

constexpr std::string_view messages_path = "/messages";
constexpr std::size_t most_listed = 200;
constexpr std::string_view policy_of_page =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";
/// Links open a tab of their own. Pictures from elsewhere are asked for one mail at a time.
constexpr std::string_view policy_of_mail =
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; img-src data:";
constexpr std::string_view policy_of_rest = "default-src 'none'; sandbox";

net::h1_response answer_with(std::string_view content_type, std::string_view policy) {
  net::h1_response response;
  response.content_type = content_type;
  response.headers = {{"content-security-policy", std::string(policy)},
                      {"x-content-type-options", "nosniff"},
                      {"referrer-policy", "no-referrer"},
                      {"cross-origin-resource-policy", "same-origin"},
                      {"cross-origin-opener-policy", "same-origin"},
                      {"cache-control", "no-store"}};
  return response;
}

net::h1_response answer_json(const json& body, int status = 200) {
  auto response = answer_with("application/json", policy_of_rest);
  response.status = status;
  response.body = dump_json(body);
  return response;
}

net::h1_response answer_error(int status, std::string_view message) {
  return answer_json(json{{"error", message}}, status);
}

bool read_number(std::string_view text, std::uint64_t& out) noexcept {
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, out);
  return !text.empty() && read.ec == std::errc{} && read.ptr == end;
}

/// Names the parameter that is wrong.
result<message_query> read_query(std::string_view text) {
  const auto given = form::parse(text);
  if (!given) return error(errc::invalid_argument, "the query cannot be read");
  message_query wanted;
  wanted.channel = (*given)["channel"];
  wanted.about = (*given)["about"];
  for (const auto& [name, into] : {std::pair{"after", &wanted.after}, {"before", &wanted.before}}) {
    if (given->has(name) && !read_number((*given)[name], *into))
      return error(errc::invalid_argument, std::string(name) + ": the id of a message is expected");
  }
  std::uint64_t most = wanted.most;
  if (given->has("limit") && (!read_number((*given)["limit"], most) || most == 0 || most > most_listed))
    return error(errc::invalid_argument, "limit: a number from 1 to 200 is expected");
  wanted.most = most;
  return wanted;
}

net::h1_response serve(const asset& file) {
  auto response = answer_with(file.content_type, policy_of_page);
  response.constant = file.text;
  return response;
}

/// In standards mode, whatever the mail begins with; its links in tabs of their own.
net::h1_response serve_mail(const std::string& html, bool are_images_wanted) {
  auto response = answer_with("text/html; charset=utf-8", policy_of_mail);
  if (are_images_wanted) response.headers.front().second += " https: http:";
  response.body = "<!doctype html><base target=\"_blank\">" + html;
  return response;
}

/// For a shell; empty when no desk takes messages of anybody.
std::string hello_command(const sending_place& where) {
  for (const desk_facts* each : desk_list()) {
    if (each->hello_path.empty()) continue;
    return "curl --cacert '" + where.ca_file + "' --json '" + std::string(each->hello_body) + "' " +
           where.origin + std::string(each->hello_path);
  }
  return {};
}

}  // namespace

page::page(service& shared, const sending_place& where) : service_(shared), hello_(hello_command(where)) {}

net::h1_response page::list(const net::h1_request& request) {
  const auto wanted = read_query(request.query);
  if (!wanted) return answer_error(400, wanted.error().detail);
  message_page found;
  json counts = json::object();
  std::uint64_t oldest = 0;
  bool is_keeping = false;
  {
    const auto guard = service_.lock();
    const auto& store = service_.messages();
    found = store.find(*wanted);
    for (const auto& [channel, count] : store.by_channel()) counts[std::string(channel)] = count;
    oldest = store.oldest();
    is_keeping = store.is_keeping();
  }
  return answer_json({{"messages", rows_of(service_, found.messages)},
                      {"has_more", found.has_more},
                      {"oldest", oldest},
                      {"counts", std::move(counts)},
                      {"is_keeping", is_keeping},
                      {"hello", hello_}});
}

net::h1_response page::clear() {
  const auto guard = service_.lock();
  service_.messages().clear();
  return answer_json({{"status", "ok"}});
}

net::h1_response page::one(const net::h1_request& request) {
  auto rest = std::string_view(request.path).substr(messages_path.size() + 1);
  const auto slash = std::min(rest.find('/'), rest.size());
  const auto part = rest.substr(slash);
  std::uint64_t id = 0;
  std::optional<kept_message> message;
  if (read_number(rest.substr(0, slash), id)) {
    const auto guard = service_.lock();
    if (const auto* const found = service_.messages().with_id(id)) message = *found;
  }
  if (!message) return answer_error(404, "no such message: it has left, or never came");
  if (part.empty()) return answer_json(details_of(service_, *message));
  if (part == "/html") {
    const auto shown = service_.show(std::span(&*message, 1));
    return serve_mail(shown.front().html, request.query == "images=all");
  }
  if (part == "/body") {
    auto response = answer_with("application/octet-stream", policy_of_rest);
    response.headers.emplace_back("content-disposition",
                                  "attachment; filename=\"message-" + std::to_string(id) + ".txt\"");
    response.body = message->of->seen().body;
    return response;
  }
  return answer_error(404, "no such part of a message: html and body are all");
}

std::optional<net::h1_response> page::handle(const net::h1_request& request) {
  const auto& path = request.path;
  const auto assets = page_assets();
  const auto found = std::ranges::find(assets, path, &asset::path);
  const bool is_one = path.starts_with("/messages/");
  if (found == assets.end() && path != messages_path && !is_one) return std::nullopt;
  if (!is_local_host(request.header("host")))
    return answer_error(421, "the page is to be had at an address, or at localhost");
  const bool is_reading = request.method == "GET" || request.method == "HEAD";
  if (path == messages_path && request.method == "DELETE") return clear();
  if (!is_reading) return answer_error(405, "no such method here");
  if (found != assets.end()) return serve(*found);
  return is_one ? one(request) : list(request);
}

}  // namespace carillon::sandbox
