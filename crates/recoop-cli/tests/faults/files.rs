//! Run folders, exports, output and terminals: nothing of the user's is lost.
