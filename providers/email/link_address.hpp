// Addresses of links and images in a mail: what may be followed from it, in the form that is safe to write.
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace carillon::providers::email {

/// http, https, mailto or tel, absolute; hosts in A-labels, characters that URLs have not percent-encoded (a
/// line end stays "%0D%0A"). Nothing for other schemes, for a user or password before the host, and past
/// 2,048 bytes. `address` has no entities left in it.
std::optional<std::string> link_address(std::string_view address);
/// Of an image: https alone.
std::optional<std::string> image_address(std::string_view address);

/// The host of an http or https URL that link_address() made; empty for other schemes.
std::string_view host_of(std::string_view address) noexcept;
/// Where a URL that begins `text` ends; 0 when none does. Punctuation that ends a sentence stays outside.
std::size_t length_of_url(std::string_view text) noexcept;

}  // namespace carillon::providers::email
