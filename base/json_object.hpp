// The objects of json: members in the order they came, as clients wrote them and as templates walk them.
// References and iterators stay valid until their own member is erased, as those of std::map do.
#pragma once

#include <algorithm>
#include <compare>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace carillon {

/// nlohmann's ObjectType. Equality and order look at what is in an object, not at how it is ordered. A small
/// object is searched from its front; a larger one has an index, a tree rather than a hash table: nobody who
/// chooses keys can make it slow.
template <class Key, class Mapped, class /*Compare*/, class Allocator>
class json_object {
 public:
  using key_type = Key;
  using mapped_type = Mapped;
  using value_type = std::pair<const Key, Mapped>;
  using key_compare = std::less<>;
  using allocator_type = Allocator;
  using members = std::list<value_type, Allocator>;
  using iterator = typename members::iterator;
  using const_iterator = typename members::const_iterator;
  using size_type = std::size_t;
  using difference_type = std::ptrdiff_t;
  using reference = value_type&;
  using const_reference = const value_type&;

  json_object() = default;
  ~json_object() = default;
  json_object(const json_object& other) : members_(other.members_) { build_index(); }
  json_object(json_object&& other) noexcept
      : members_(std::move(other.members_)), index_(std::move(other.index_)) {
    other.members_.clear();
  }
  template <class Iterator>
  json_object(Iterator first, Iterator last) {
    insert(first, last);
  }
  json_object(std::initializer_list<value_type> members) : json_object(members.begin(), members.end()) {}
  json_object& operator=(const json_object& other) {
    if (this != &other) *this = json_object(other);
    return *this;
  }
  json_object& operator=(json_object&& other) noexcept {
    swap(*this, other);
    return *this;
  }
  friend void swap(json_object& left, json_object& right) noexcept {
    left.members_.swap(right.members_);
    left.index_.swap(right.index_);
  }

  iterator begin() noexcept { return members_.begin(); }
  iterator end() noexcept { return members_.end(); }
  const_iterator begin() const noexcept { return members_.begin(); }
  const_iterator end() const noexcept { return members_.end(); }
  const_iterator cbegin() const noexcept { return members_.begin(); }
  const_iterator cend() const noexcept { return members_.end(); }
  bool empty() const noexcept { return members_.empty(); }
  size_type size() const noexcept { return members_.size(); }
  size_type max_size() const noexcept { return members_.max_size(); }

  iterator find(std::string_view name) noexcept { return search(members_, index_.get(), name); }
  const_iterator find(std::string_view name) const noexcept { return search(members_, index_.get(), name); }
  size_type count(std::string_view name) const noexcept { return find(name) == end() ? 0 : 1; }
  bool contains(std::string_view name) const noexcept { return find(name) != end(); }
  /// Throws std::out_of_range when there is none.
  Mapped& at(std::string_view name) { return existing(find(name)); }
  const Mapped& at(std::string_view name) const { return existing(find(name)); }
  template <class Name>
  Mapped& operator[](Name&& name) {
    return emplace(std::forward<Name>(name)).first->second;
  }

  /// At the end, unless there is a member of that name: that one stays as it is, and nothing is moved from.
  template <class Name, class... Arguments>
  std::pair<iterator, bool> emplace(Name&& name, Arguments&&... content) {
    if (const auto found = find(name); found != end()) return {found, false};
    members_.emplace_back(std::piecewise_construct, std::forward_as_tuple(std::forward<Name>(name)),
                          std::forward_as_tuple(std::forward<Arguments>(content)...));
    const auto added = std::prev(end());
    if (index_) {
      index_->emplace(added->first, added);
    } else {
      build_index();
    }
    return {added, true};
  }
  std::pair<iterator, bool> insert(const value_type& member) { return emplace(member.first, member.second); }
  std::pair<iterator, bool> insert(value_type&& member) {
    return emplace(member.first, std::move(member.second));
  }
  template <class Iterator>
  void insert(Iterator first, Iterator last) {
    for (; first != last; ++first) emplace(first->first, first->second);
  }

  iterator erase(const_iterator member) {
    if (index_) index_->erase(std::string_view(member->first));
    return members_.erase(member);
  }
  iterator erase(iterator member) { return erase(const_iterator(member)); }
  iterator erase(const_iterator first, const_iterator last) {
    while (first != last) first = erase(first);
    return members_.erase(last, last);  // as an iterator that may write
  }
  size_type erase(std::string_view name) {
    const auto found = find(name);
    if (found == end()) return 0;
    erase(found);
    return 1;
  }
  void clear() noexcept {
    index_.reset();
    members_.clear();
  }

  friend bool operator==(const json_object& left, const json_object& right) {
    if (left.size() != right.size()) return false;
    auto beside = right.begin();  // most often both have the same order
    for (const auto& [name, content] : left) {
      if (beside == right.end() || beside->first != name) beside = right.find(name);
      if (beside == right.end() || !(beside->second == content)) return false;
      ++beside;
    }
    return true;
  }
  /// As of two maps: name by name in alphabetical order, then their contents.
  friend std::partial_ordering operator<=>(const json_object& left, const json_object& right) {
    const auto ours = left.sorted();
    const auto theirs = right.sorted();
    return std::lexicographical_compare_three_way(
        ours.begin(), ours.end(), theirs.begin(), theirs.end(),
        [](const value_type* one, const value_type* other) -> std::partial_ordering {
          if (const auto names = one->first <=> other->first; names != 0) return names;
          return one->second <=> other->second;
        });
  }
  /// The members in alphabetical order of their names (of bytes).
  std::vector<const value_type*> sorted() const {
    std::vector<const value_type*> all;
    all.reserve(size());
    for (const auto& member : members_) all.push_back(&member);
    std::ranges::sort(all, {}, [](const value_type* member) { return std::string_view(member->first); });
    return all;
  }

 private:
  using index = std::map<std::string_view, iterator>;  ///< views into the members' own names
  static constexpr size_type searched_without_index = 16;

  template <class Members>
  static auto search(Members& all, const index* names, std::string_view name) noexcept
      -> decltype(all.begin()) {
    if (names) {
      const auto found = names->find(name);
      return found == names->end() ? all.end() : decltype(all.begin())(found->second);
    }
    auto at = all.begin();
    while (at != all.end() && std::string_view(at->first) != name) ++at;
    return at;
  }

  template <class Iterator>
  auto& existing(Iterator found) const {
    if (found == end()) throw std::out_of_range("key not found");
    return found->second;
  }

  void build_index() {
    if (size() <= searched_without_index) return;
    index_ = std::make_unique<index>();
    for (auto at = begin(); at != end(); ++at) index_->emplace(at->first, at);
  }

  members members_;
  std::unique_ptr<index> index_;  ///< null: small
};

}  // namespace carillon
