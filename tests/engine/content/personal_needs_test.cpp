#include "engine/content/personal_needs.hpp"

#include <gtest/gtest.h>

#include "liquid/program.hpp"

namespace carillon::engine {
namespace {

personal_needs of(std::string_view source) {
  return needs_of(liquid::program::parse(source).value());
}

TEST(personal_needs, are_none_of_words_that_look_like_names) {
  for (const std::string_view source :
       {"Your invoice is ready, unseen and unread. recipient notification.id",
        "{{ notification.title | replace: 'read', 'seen' }} {{ 'notification.read' }}",
        "{% comment %}{{ notification.read_at }}{% endcomment %}{{ notification.custom_attributes.read }}",
        "{{ notification.ready }}{{ order.seen }}{% assign seen = 1 %}{{ seen }}"}) {
    EXPECT_FALSE(of(source).is_any()) << source;
  }
}

TEST(personal_needs, are_states_ids_and_profiles_that_are_named) {
  for (const std::string_view source :
       {"{{ notification.read_at | date: '%F' }}", "{% if notification['unseen'] %}{% endif %}",
        "{% assign n = notification %}{{ n.seen }}", "{{ notification[key] }}", "{{ notification | json }}",
        "{% for pair in notification %}{% endfor %}", "{{ ['notification'].archived }}", "{{ [key] }}"}) {
    EXPECT_TRUE(of(source).states) << source;
  }
  EXPECT_TRUE(of("{{ notification.id }}").ids);
  EXPECT_FALSE(of("{{ notification.id }}").states);
  EXPECT_TRUE(of("{% liquid\n echo recipient.email\n%}").profiles);
  EXPECT_FALSE(of("{{ notification.unread }}").profiles);
}

TEST(personal_needs, are_read_from_conditions_too) {
  const auto named = liquid::condition::parse("{{ notification.unseen }} == true").value();
  EXPECT_TRUE(needs_of(named).states);
  EXPECT_FALSE(needs_of(liquid::condition::parse("notification.title == 'ready'").value()).is_any());
}

}  // namespace
}  // namespace carillon::engine
