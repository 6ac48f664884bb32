//! Instruction table, decoder, memory and thread pool.
