//! Looks for bytes that the reader of uploaded files has no proper answer to.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = fuzz::read(data);
});
