//! Number six: do the people who use the CRM believe it?
//!
//! One question, answered 0 to 10; the mean is shown from 0 to 100, with how many answered.

use super::numbers::Trust;
use crate::model::Survey;

pub(super) fn score(survey: Option<Survey>) -> Result<Trust, String> {
    match survey {
        Some(survey) if survey.responses > 0 => {
            let mean = survey.total as f64 / survey.responses as f64;
            Ok(Trust { score: (mean * 100.0).round() / 10.0, responses: survey.responses })
        }
        Some(_) => Err("the survey holds no answer".to_owned()),
        None => Err("nobody was asked: supply a survey file with scores of 0 to 10".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_answer_is_shown_out_of_a_hundred() {
        let trust = score(Some(Survey { responses: 3, total: 20 })).unwrap();
        assert_eq!((trust.score, trust.responses), (66.7, 3));
        assert!(score(Some(Survey::default())).is_err());
    }
}
