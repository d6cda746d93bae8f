// Keys and tokens are in this process' memory: it is not to be written to a disk or read by a neighbour
// (hardening.md H). Called first of all by main.
#pragma once

namespace carillon::app {

/// No core files, for child processes too; and no debugger, /proc/<pid>/mem or core handler for who is not
/// root. With a sanitizer the second stays allowed: its leak check reads the memory as a debugger does.
void keep_memory_private();

}  // namespace carillon::app
