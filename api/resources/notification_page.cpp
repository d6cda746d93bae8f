#include "api/resources/notification_page.hpp"

#include <map>
#include <span>

#include "api/http/heavy_work.hpp"
#include "api/resources/notification_view.hpp"
#include "base/log.hpp"
#include "engine/content/content_choice.hpp"
#include "engine/content/render_pot.hpp"
#include "net/loop_slice.hpp"
#include "queue/broadcast_bodies.hpp"

namespace carillon::api {
namespace {

// Bodies may have 10 MB each, and templates make up to 512 KiB of each: they are read a few at a time, until
// a page has enough of them.
constexpr std::size_t bodies_at_once = 8;
constexpr std::size_t enough_bytes = 8 << 20;

using rows = std::span<const store::inbox_item>;

/// The in_app templates of a project, each read once a page. All renders of a page take from one pot.
class in_app_renderer {
 public:
  in_app_renderer(services& with, const request& of)
      : with_(with), project_(of.project()), reader_(*of.caller.user) {}

  /// Nothing when there is no template, it cannot be rendered, or the pot is empty: the broadcast's own
  /// content is used then.
  task<std::optional<std::string>> render(const store::inbox_item& item, const json& body) {
    if (!engine::is_open_to_template(body, channel::in_app)) co_return std::nullopt;
    auto category = text_of(body, "category");
    if (!parsed_.contains(category)) {
      auto parsed = co_await read(category, item.broadcast);
      parsed_.emplace(category, std::move(parsed));
    }
    const auto& found = parsed_.at(category);
    if (!found) co_return std::nullopt;
    auto made = pot_.render(*found, in_app_variables(item, reader_, body));
    if (made) co_return std::move(*made);
    co_await report(std::move(category), item.broadcast, made.error());
    co_return std::nullopt;
  }

 private:
  task<std::optional<engine::channel_template>> read(std::string category, broadcast_id wanted_by) {
    const auto text = co_await with_.templates.text_for(project_, channel::in_app, category);
    if (!text || !*text) co_return std::nullopt;
    auto parsed = with_.parsed_templates.get(**text, channel::in_app);
    if (parsed) co_return std::move(*parsed);
    co_await report(std::move(category), wanted_by, parsed.error());
    co_return std::nullopt;
  }

  task<> report(std::string category, broadcast_id of, error why) {
    const engine::failed_template what{project_, of, channel::in_app, std::move(category)};
    auto context = with_.failed_templates.note(what, why, std::chrono::steady_clock::now());
    if (context) co_await note_event(with_, project_, "template.failed", std::move(*context));
  }

  services& with_;
  project_id project_;
  const store::user& reader_;
  std::map<std::string, std::optional<engine::channel_template>> parsed_;  ///< by category
  engine::render_pot pot_{engine::work_of_page};
};

std::vector<broadcast_id> broadcasts_of(rows some) {
  std::vector<broadcast_id> ids;
  for (const auto& row : some) ids.push_back(row.broadcast);
  return ids;
}

}  // namespace

task<checked<notification_page>> read_notifications(services& with, const request& of,
                                                    std::vector<store::inbox_item> wanted) {
  const auto& owner = *of.caller.user;
  in_app_renderer renderer(with, of);
  notification_page page;
  std::vector<broadcast_id> gone;
  std::size_t bytes = 0;
  net::loop_slice slice;
  while (page.rows_used < wanted.size() && bytes < enough_bytes) {
    const auto some =
        rows(wanted).subspan(page.rows_used).first(std::min(bodies_at_once, wanted.size() - page.rows_used));
    auto bodies = co_await queue::broadcast_bodies(with.queue.link(), with.queue.names(), of.project(),
                                                   broadcasts_of(some));
    if (!bodies) co_return to_problem(bodies.error());
    for (std::size_t i = 0; i < some.size(); ++i) {
      auto& text = (*bodies)[i];
      if (!text) {
        gone.push_back(some[i].broadcast);
        continue;
      }
      bytes += text->size();
      const auto size = text->size();
      auto parse = [stored = std::move(*text)] { return json::parse(stored, nullptr, false); };
      const auto body = co_await work_on(with.compute, of.project(), size, std::move(parse));
      if (!body) co_return too_busy();
      if (!body->is_object()) continue;
      auto rendered = co_await renderer.render(some[i], *body);
      if (rendered) bytes += rendered->size();
      page.views.push_back(notification_view(some[i], owner, *body, std::move(rendered)));
      if (slice.is_spent()) co_await slice.yield();
    }
    page.rows_used += some.size();
  }
  if (!gone.empty()) {
    // Their time was over. A failure is of no consequence: they are met again.
    auto forgotten = co_await with.inbox.forget(of.project(), to_ref(of.project(), owner), std::move(gone));
    if (!forgotten) log::warn("inbox_not_tidied", forgotten.error().detail);
  }
  co_return page;
}

}  // namespace carillon::api
