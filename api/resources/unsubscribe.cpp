#include "api/resources/unsubscribe.hpp"

#include "api/resources/unsubscribe_page.hpp"
#include "store/unsubscribe_token.hpp"

namespace carillon::api {
namespace {

/// The user and the category that a link is of; nothing for links of nobody's making and users who are gone.
struct addressed {
  store::unsubscribe_claim claim;
  store::user_ref owner;
};

task<result<addressed>> find(services& with, const request& of) {
  const store::unsubscribe_tokens tokens(with.keyring.derive(store::unsubscribe_tokens::purpose));
  auto claim = tokens.read(of.parameter("token"));
  if (!claim) co_return error(errc::not_found, "no such link");
  const auto project = co_await with.projects.find(claim->project);
  if (!project) co_return project.error();
  of.note_project(claim->project);
  const auto user = co_await with.users.find(claim->project, claim->user);
  if (!user) co_return user.error();
  const auto owner = to_ref(claim->project, *user);
  co_return addressed{std::move(*claim), owner};
}

response page(int status, std::string html) {
  response answer;
  answer.status = status;
  answer.content_type = "text/html; charset=utf-8";
  answer.body = std::move(html);
  answer.headers.emplace_back("cache-control", "no-store");
  answer.headers.emplace_back("content-security-policy", unsubscribe_policy());
  answer.headers.emplace_back("referrer-policy", "no-referrer");
  answer.headers.emplace_back("x-content-type-options", "nosniff");
  answer.headers.emplace_back("x-robots-tag", "noindex");
  return answer;
}

response refused(const error& why) {
  if (why.code == errc::not_found) return page(404, unknown_link_page());
  return failure(why);
}

/// Gateways and previews fetch every link of a mail: nothing is written here.
task<response> ask(services& with, request of) {
  const auto found = co_await find(with, of);
  if (!found) co_return refused(found.error());
  co_return page(200, ask_page(found->claim.category));
}

task<response> answer(services& with, request of) {
  const auto wish = read_unsubscribe_form(of.raw.body);
  if (wish == unsubscribe_wish::none)
    co_return failure(problem{400, "the body is none of a mail provider or of the page"});
  const auto found = co_await find(with, of);
  if (!found) co_return refused(found.error());
  const bool is_on = wish == unsubscribe_wish::undo;
  const auto done = co_await with.preferences.switch_channel(found->claim.project, found->owner,
                                                             found->claim.category, channel::email, is_on);
  if (!done) co_return refused(done.error());
  // A mailbox provider's POST wants no page.
  if (wish == unsubscribe_wish::one_click) co_return page(200, {});
  co_return page(200, is_on ? undone_page(found->claim.category) : done_page(found->claim.category));
}

}  // namespace

std::vector<route> unsubscribe_routes() {
  return {{"GET", "/u/{token}", role::none, "show_unsubscribe_page", ask},
          {"POST", "/u/{token}", role::none, "unsubscribe", answer, {}, true}};
}

}  // namespace carillon::api
