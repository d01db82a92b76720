//! Text that stands in another file as gzip in base64, as NetSuite keeps the definition of a saved search.

use std::io::Read as _;

use flate2::bufread::GzDecoder;

use super::{InputError, Problem};

/// Unpacks a text.
///
/// # Errors
/// When it is no base64, no gzip or no UTF-8, or more than `cap` bytes come out.
pub fn unpack(base64: &str, cap: u64) -> Result<String, InputError> {
    let damaged = |message: &str| InputError::new(Problem::Damaged, message);
    let packed = decode(base64).ok_or_else(|| damaged("the packed definition is no base64"))?;
    let mut text = Vec::new();
    GzDecoder::new(packed.as_slice())
        .take(cap + 1)
        .read_to_end(&mut text)
        .map_err(|_| damaged("the packed definition is no gzip or is cut short"))?;
    if text.len() as u64 > cap {
        let message = format!("the packed definition is larger than {} MB", cap >> 20);
        return Err(InputError::new(Problem::TooLarge, message));
    }
    String::from_utf8(text).map_err(|_| damaged("the packed definition is no text"))
}

fn decode(base64: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(base64.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in base64.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `gzip -9 | base64` of `<a>{custbody_x}</a>`.
    const PACKED: &str = "H4sIAAAAAAAC/7NJtKtOLi0uScpPqYyvqLXRT7QDAHNgCXoTAAAA";

    #[test]
    fn what_was_packed_comes_out_again_and_no_more_than_allowed() {
        assert_eq!(unpack(PACKED, 100).unwrap(), "<a>{custbody_x}</a>");
        assert_eq!(unpack(PACKED, 5).unwrap_err().problem, Problem::TooLarge);
    }

    #[test]
    fn what_is_cut_short_or_no_packed_text_is_damaged() {
        for text in ["", "%%%%", "AAAA", &PACKED[..30]] {
            assert_eq!(unpack(text, 100).unwrap_err().problem, Problem::Damaged, "{text}");
        }
    }
}
