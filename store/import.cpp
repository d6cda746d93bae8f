#include "store/import.hpp"

#include <unordered_set>

#include "base/encoding.hpp"
#include "store/line_reader.hpp"

namespace carillon::store {

namespace {

struct batch_of_lines {
  std::vector<user_fields> people;
  std::vector<std::vector<device_token>> devices;  ///< of each of `people`
  std::vector<std::uint64_t> numbers;              ///< the line of each

  bool has_same_user(const user_fields& fields) const {
    if (fields.external_id && external_ids.contains(*fields.external_id)) return true;
    if (!fields.email) return false;
    return (fields.external_id ? lone_emails : emails).contains(*fields.email);
  }
  void add(import_line line, std::uint64_t number) {
    const auto& fields = line.user;
    if (fields.external_id) external_ids.insert(*fields.external_id);
    if (fields.email) emails.insert(*fields.email);
    if (fields.email && !fields.external_id) lone_emails.insert(*fields.email);
    people.push_back(std::move(line.user));
    devices.push_back(std::move(line.tokens));
    numbers.push_back(number);
  }

 private:
  std::unordered_set<std::string> external_ids, emails, lone_emails;
};

class importer {
 public:
  importer(users& people, device_tokens& devices, import_options options, std::string target)
      : people_(people),
        devices_(devices),
        options_(std::move(options)),
        checkpoint_(options_.file, std::move(target)),
        counts_(checkpoint_.load().value_or(import_counts())),
        reader_(options_.file, counts_.bytes_read) {}

  task<result<import_counts>> run() {
    if (!reader_.is_open()) co_return error(errc::configuration, "cannot read " + options_.file.string());
    std::error_code failure;
    counts_.bytes_total = std::filesystem::file_size(options_.file, failure);
    lines_before_ = counts_.lines;
    while (auto batch = read_batch()) {
      auto done = co_await store(std::move(*batch));
      if (!done) co_return done.error();
      counts_.bytes_read = end_of_batch_;
      if (auto saved = save_checkpoint(); !saved) co_return saved.error();
      tell_progress();
      if (options_.should_stop && options_.should_stop())
        co_return error(errc::cancelled, "the import was stopped");
    }
    checkpoint_.remove();
    co_return counts_;
  }

 private:
  // A batch is written in no particular order, so it ends before a line that speaks of a user it has already:
  // what stands later in the file wins.
  std::optional<batch_of_lines> read_batch() {
    batch_of_lines batch;
    std::string_view line;
    std::size_t read = 0;
    if (held_) {
      ++read;
      batch.add(std::move(*held_), ++counts_.lines);
      held_.reset();
    }
    end_of_batch_ = reader_.offset();
    while (read < options_.batch_lines && reader_.next(line)) {
      auto parsed = parse(line, counts_.lines + 1);
      if (parsed && batch.has_same_user(parsed->user)) {
        held_ = std::move(parsed);
        break;
      }
      ++read;
      ++counts_.lines;
      end_of_batch_ = reader_.offset();
      if (parsed) batch.add(std::move(*parsed), counts_.lines);
    }
    if (read == 0) return std::nullopt;
    return batch;
  }

  // Nothing for an empty line, or a bad one, which is told.
  std::optional<import_line> parse(std::string_view line, std::uint64_t number) {
    if (reader_.was_too_long()) {
      tell_bad(number, {"(line)", "is longer than 1 MiB"});
      return std::nullopt;
    }
    if (line.find_first_not_of(" \t") == std::string_view::npos) return std::nullopt;
    auto parsed = parse_import_line(line);
    if (const auto* refused = std::get_if<line_refusal>(&parsed)) {
      tell_bad(number, *refused);
      return std::nullopt;
    }
    return std::get<import_line>(std::move(parsed));
  }

  task<result<void>> store(batch_of_lines batch) {
    const auto refs = co_await people_.upsert_many(options_.project, std::move(batch.people));
    std::vector<device_tokens::registration> registrations;
    for (std::size_t i = 0; i < refs.size(); ++i) {
      if (refs[i]) {
        ++counts_.users;
        for (auto& token : batch.devices[i]) registrations.push_back({*refs[i], std::move(token)});
      } else if (refs[i].error().code == errc::conflict) {
        tell_bad(batch.numbers[i], {"email", refs[i].error().detail});
      } else {
        co_return refs[i].error();
      }
    }
    const auto saved = co_await devices_.save_many(options_.project, std::move(registrations),
                                                   device_tokens::when_known::leave);
    for (const auto& one : saved) {
      if (one) {
        ++counts_.tokens;
      } else if (one.error().code != errc::not_found) {  // its user was deleted meanwhile
        co_return one.error();
      }
    }
    co_return result<void>();
  }

  result<void> save_checkpoint() {
    const auto at = std::chrono::steady_clock::now();
    if (at < next_checkpoint_) return {};
    next_checkpoint_ = at + options_.checkpoint_every;
    return checkpoint_.save(counts_);
  }

  void tell_bad(std::uint64_t number, line_refusal why) {
    ++counts_.bad;
    if (options_.on_bad_line) options_.on_bad_line({number, std::move(why)});
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
  line_reader reader_;
  std::uint64_t end_of_batch_ = 0;
  std::optional<import_line> held_;  ///< read, but of the next batch
  std::uint64_t lines_before_ = 0;
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
