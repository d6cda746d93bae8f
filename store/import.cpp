#include "store/import.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/encoding.hpp"
#include "store/import_encoding.hpp"

namespace carillon::store {

namespace {

constexpr std::size_t lines_at_once = 64;  // parsed between two turns of the loop, so that Redis is kept busy

/// What a line says that cannot be had; empty when the line is not at fault.
std::string_view field_at_fault(errc code) noexcept {
  if (code == errc::conflict) return "email";
  if (code == errc::too_large) return "custom_attributes";
  if (code == errc::not_found) return "(line)";  // deleted since the import began
  return {};
}

/// A batch whose users are in Redis and whose tokens are not yet.
struct half_done {
  std::vector<device_tokens::registration> tokens;
  std::vector<bad_line> bad;
  std::uint64_t lines = 0, users = 0;
  std::uint64_t end = 0;
};

/// Three stages, each a batch behind the other, at once: read, upsert the users, save the tokens.
class importer {
 public:
  importer(users& people, device_tokens& devices, import_options options, std::string target)
      : people_(people),
        devices_(devices),
        options_(std::move(options)),
        checkpoint_(options_.file, std::move(target)),
        counts_(checkpoint_.load().value_or(import_counts())),
        lines_before_(counts_.lines),
        batches_(options_.file, counts_.bytes_read, counts_.lines, options_.kinds, options_.on_bad_line) {}

  task<result<import_counts>> run() {
    using namespace asio::experimental::awaitable_operators;
    if (!batches_.is_open()) co_return error(errc::configuration, "cannot read " + options_.file.string());
    if (auto text = refuse_other_encodings(options_.file); !text) co_return text.error();
    std::error_code failure;
    counts_.bytes_total = std::filesystem::file_size(options_.file, failure);
    if (counts_.begun == timestamp{}) {
      const auto begun = co_await people_.clock();
      if (!begun) co_return begun.error();
      counts_.begun = *begun;
    }

    std::optional<import_batch> next = co_await read();
    std::optional<half_done> before;
    while (next || before) {
      auto users_of = next ? std::move(next->people) : std::vector<user_fields>();
      auto tokens_of = before ? std::move(before->tokens) : std::vector<device_tokens::registration>();
      auto stages = co_await (
          people_.upsert_many(options_.project, std::move(users_of), counts_.begun) &&
          devices_.save_many(options_.project, std::move(tokens_of), device_tokens::when_known::leave) &&
          read());
      auto& [refs, saved, read_ahead] = stages;
      if (before) {
        if (auto done = complete(*before, saved); !done) co_return done.error();
        before.reset();
        if (options_.should_stop && options_.should_stop())
          co_return error(errc::cancelled, "the import was stopped");
      }
      if (next) {
        auto half = collect(std::move(*next), refs);
        if (!half) co_return half.error();
        before = std::move(*half);
      }
      next = std::move(read_ahead);
    }
    if (batches_.has_failed())
      co_return error(errc::configuration, "cannot read " + options_.file.string() + " to its end");
    checkpoint_.remove();
    co_return counts_;
  }

 private:
  task<std::optional<import_batch>> read() {
    const auto executor = co_await asio::this_coro::executor;
    bool is_full = false;
    while (!is_full) {
      co_await asio::post(executor, asio::use_awaitable_t<asio::io_context::executor_type>{});
      is_full = batches_.fill(options_.batch_lines, lines_at_once);
    }
    co_return batches_.take();
  }

  result<half_done> collect(import_batch batch, const std::vector<result<user_ref>>& refs) {
    half_done half;
    half.end = batch.end;
    half.lines = batch.lines;
    half.bad = std::move(batch.bad);
    for (std::size_t i = 0; i < refs.size(); ++i) {
      if (refs[i]) {
        ++half.users;
        for (auto& token : batch.devices[i]) half.tokens.push_back({*refs[i], std::move(token)});
      } else if (const auto field = field_at_fault(refs[i].error().code); !field.empty()) {
        half.bad.push_back({batch.numbers[i], {std::string(field), refs[i].error().detail}});
        if (options_.on_bad_line) options_.on_bad_line(half.bad.back());
      } else {
        return refs[i].error();
      }
    }
    return half;
  }

  // All of the batch is in Redis: now it counts.
  result<void> complete(const half_done& batch, const std::vector<result<device_token>>& saved) {
    for (const auto& one : saved) {
      const bool was_deleted_meanwhile = !one && one.error().code == errc::not_found;
      if (!one && !was_deleted_meanwhile) return one.error();
      if (one) ++counts_.tokens;
    }
    counts_.lines += batch.lines;
    counts_.users += batch.users;
    counts_.bad += batch.bad.size();
    for (const auto& one : batch.bad) {
      if (counts_.first_bad.size() < most_bad_lines_kept) counts_.first_bad.push_back(one);
    }
    counts_.bytes_read = batch.end;
    tell_progress();
    return save_checkpoint();
  }

  result<void> save_checkpoint() {
    const auto at = std::chrono::steady_clock::now();
    if (at < next_checkpoint_) return {};
    next_checkpoint_ = at + options_.checkpoint_every;
    return checkpoint_.save(counts_);
  }

  void tell_progress() const {
    if (!options_.on_progress) return;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started_;
    const auto lines = static_cast<double>(counts_.lines - lines_before_);
    options_.on_progress({counts_, elapsed.count() > 0 ? lines / elapsed.count() : 0});
  }

  users& people_;
  device_tokens& devices_;
  import_options options_;
  import_checkpoint checkpoint_;
  import_counts counts_;
  const std::uint64_t lines_before_;
  import_batches batches_;
  const steady_time started_ = std::chrono::steady_clock::now();
  steady_time next_checkpoint_{};
};

}  // namespace

task<result<import_counts>> import_users(users& people, device_tokens& devices, keyring& keys,
                                         import_options options) {
  // Says which Redis this is without saying anything of its secret.
  const auto target = hex_encode(keys.derive("import-target").reveal()) + options.project.to_string();
  importer run(people, devices, std::move(options), target);
  auto outcome = co_await run.run();
  co_return outcome;
}

}  // namespace carillon::store
