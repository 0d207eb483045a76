//! Worked cases: facts, the readings under which they are judged, and the complete answer, as data.
