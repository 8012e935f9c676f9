"""When will open items be paid? Features, model, rivals and scores: frames in, frames out."""
