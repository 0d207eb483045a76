//! The folder of keys: what lies where in it, who may change it now, and changes that happen whole or not at all.
