#include "sandbox/page/assets.hpp"

#include <array>

#include "sandbox/page/chat_js.gen.hpp"
#include "sandbox/page/colours_css.gen.hpp"
#include "sandbox/page/detail_js.gen.hpp"
#include "sandbox/page/device_js.gen.hpp"
#include "sandbox/page/devices_css.gen.hpp"
#include "sandbox/page/dom_js.gen.hpp"
#include "sandbox/page/icon_svg.gen.hpp"
#include "sandbox/page/index_html.gen.hpp"
#include "sandbox/page/list_js.gen.hpp"
#include "sandbox/page/looks_css.gen.hpp"
#include "sandbox/page/mail_js.gen.hpp"
#include "sandbox/page/main_js.gen.hpp"
#include "sandbox/page/page_css.gen.hpp"
#include "sandbox/page/raw_js.gen.hpp"

namespace carillon::sandbox {

std::span<const asset> page_assets() noexcept {
  constexpr std::string_view script = "text/javascript; charset=utf-8";
  constexpr std::string_view style = "text/css; charset=utf-8";
  static constexpr auto all = std::to_array<asset>({
      {"/", "text/html; charset=utf-8", assets::index_html},
      {"/page/icon.svg", "image/svg+xml", assets::icon_svg},
      {"/page/colours.css", style, assets::colours_css},
      {"/page/page.css", style, assets::page_css},
      {"/page/looks.css", style, assets::looks_css},
      {"/page/devices.css", style, assets::devices_css},
      {"/page/main.js", script, assets::main_js},
      {"/page/list.js", script, assets::list_js},
      {"/page/detail.js", script, assets::detail_js},
      {"/page/mail.js", script, assets::mail_js},
      {"/page/device.js", script, assets::device_js},
      {"/page/chat.js", script, assets::chat_js},
      {"/page/raw.js", script, assets::raw_js},
      {"/page/dom.js", script, assets::dom_js},
  });
  return all;
}

}  // namespace carillon::sandbox
