// What the process holds for clients goes back to the system when they have gone. Called once, by main.
#pragma once

namespace carillon::app {

/// Large blocks (bodies, answers, pages) are mapped by themselves, always. glibc by default raises the size
/// from which it does so with the first large block that is freed, up to 32 MiB, and then keeps what one
/// flood needed.
void give_memory_back();

}  // namespace carillon::app
