//! A firm's colour, and what it takes to read text on it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A colour as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, example = "#00664f"))]
#[serde(try_from = "String", into = "String")]
pub struct Color([u8; 3]);

/// A text that is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Write the colour as # and six digits, such as #00664f")]
pub struct BadColor;

impl Color {
    /// Verdigris, the colour of a firm that chose none.
    pub const DEFAULT: Self = Self([0x00, 0x66, 0x4f]);
    const WHITE: Self = Self([255, 255, 255]);
    const BLACK: Self = Self([18, 24, 32]);
    const NIGHT: Self = Self([24, 29, 36]);

    /// This colour, darkened until it reads on a white page (WCAG contrast of 4.5 to 1).
    #[must_use]
    pub fn on_light(self) -> Self {
        self.towards(Self::BLACK, Self::WHITE)
    }

    /// This colour, lightened until it reads on a dark page.
    #[must_use]
    pub fn on_dark(self) -> Self {
        self.towards(Self::WHITE, Self::NIGHT)
    }

    /// The colour of text on a button of this colour: white, or nearly black.
    #[must_use]
    pub fn ink(self) -> Self {
        if contrast(self, Self::WHITE) >= contrast(self, Self::BLACK) { Self::WHITE } else { Self::BLACK }
    }

    /// Red, green and blue.
    #[must_use]
    pub fn channels(self) -> [u8; 3] {
        self.0
    }

    fn towards(self, goal: Self, ground: Self) -> Self {
        let mix = |from: u8, to: u8, step: u32| {
            let value = (u32::from(from) * (20 - step) + u32::from(to) * step) / 20;
            u8::try_from(value).unwrap_or(u8::MAX)
        };
        (0..=20)
            .map(|step| Self(std::array::from_fn(|i| mix(self.0[i], goal.0[i], step))))
            .find(|color| contrast(*color, ground) >= 450)
            .unwrap_or(goal)
    }
}

/// A hundred times the contrast ratio of WCAG 2.2.
#[expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "light is not money: the standard's formula is a power"
)]
fn contrast(a: Color, b: Color) -> u32 {
    let channel = |value: u8| {
        let c = f64::from(value) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    let luminance =
        |Color([red, green, blue])| 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
    let (a, b) = (luminance(a), luminance(b));
    let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
    (ratio * 100.0) as u32
}

impl FromStr for Color {
    type Err = BadColor;
    fn from_str(text: &str) -> Result<Self, BadColor> {
        let digits = text.trim().strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii()).ok_or(BadColor)?;
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| BadColor);
        Ok(Self([channel(0)?, channel(2)?, channel(4)?]))
    }
}

impl TryFrom<String> for Color {
    type Error = BadColor;
    fn try_from(text: String) -> Result<Self, BadColor> {
        text.parse()
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_colour_can_be_read(red: u8, green: u8, blue: u8) {
            let color = Color([red, green, blue]);
            prop_assert!(contrast(color.on_light(), Color::WHITE) >= 450);
            prop_assert!(contrast(color.on_dark(), Color::NIGHT) >= 450);
            for shown in [color.on_light(), color.on_dark()] {
                prop_assert!(contrast(shown, shown.ink()) >= 450, "{shown} {}", shown.ink());
            }
            prop_assert_eq!(color.to_string().parse(), Ok(color));
        }
    }
}
