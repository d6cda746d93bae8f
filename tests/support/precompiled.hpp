// What every test file pays for, precompiled once: the build's own precompiled header, and GoogleTest.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/precompiled.hpp"
