#pragma once
// setns(2) is behind _GNU_SOURCE in sched.h, which the importer does not define.
extern int setns(int descriptor, int kind);
static const int namespace_of_network = 0x40000000; // CLONE_NEWNET of linux/sched.h
