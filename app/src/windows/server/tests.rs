//! The pages, driven as a person would: by name, pointer and keyboard; and their pictures.

mod clients;
mod moderation;
mod people;
mod pictures;
mod running;
mod starting;
