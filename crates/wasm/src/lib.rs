//! The door between TypeScript and the engine: nothing else crosses.
