//! Cross-entropy with integer labels: from logits, fused with the softmax, and from probabilities.
use super::cross_entropy::{
    categorical_cross_entropy, categorical_cross_entropy_gradient, softmax_cross_entropy,
    softmax_cross_entropy_gradient,
};
use super::LabelFault;
use crate::pool::Pool;

unsafe fn dense(labels: *const i32, rows: usize, columns: usize) -> Result<Vec<f32>, LabelFault> {
    let mut targets = vec![0.0; rows * columns];
    for row in 0..rows {
        let label = unsafe { *labels.add(row) };
        if label < 0 || label as usize >= columns {
            return Err(LabelFault { row, label });
        }
        targets[row * columns + label as usize] = 1.0;
    }
    Ok(targets)
}

/// `loss[row] = -logSoftmax(logits)[label]`; logits (rows, columns), labels and loss (rows). A label outside
/// 0..columns is an error, and nothing is written then.
///
/// # Safety
/// Inputs must be readable and `loss` writable for their shapes.
pub unsafe fn sparse_softmax_cross_entropy(
    pool: &dyn Pool,
    logits: *const f32,
    labels: *const i32,
    loss: *mut f32,
    rows: usize,
    columns: usize,
) -> Result<(), LabelFault> {
    unsafe {
        let targets = dense(labels, rows, columns)?;
        softmax_cross_entropy(pool, logits, targets.as_ptr(), loss, rows, columns);
    }
    Ok(())
}

/// `dlogits = dloss[row]·(softmax(logits) - onehot(label))`; `dlogits` may be `logits`. A label outside
/// 0..columns is an error, and nothing is written then.
///
/// # Safety
/// Inputs must be readable and `dlogits` writable for their shapes.
pub unsafe fn sparse_softmax_cross_entropy_gradient(
    pool: &dyn Pool,
    logits: *const f32,
    labels: *const i32,
    dloss: *const f32,
    dlogits: *mut f32,
    rows: usize,
    columns: usize,
) -> Result<(), LabelFault> {
    unsafe {
        let targets = dense(labels, rows, columns)?;
        softmax_cross_entropy_gradient(
            pool,
            logits,
            targets.as_ptr(),
            dloss,
            dlogits,
            rows,
            columns,
        );
    }
    Ok(())
}

/// Keras's loss from probabilities: `p = x/Σ x`, clipped to [1e-7, 1 - 1e-7], `loss[row] = -ln p[label]`. A
/// label outside 0..columns is an error, and nothing is written then.
///
/// # Safety
/// Inputs must be readable and `loss` writable for their shapes.
pub unsafe fn sparse_categorical_cross_entropy(
    pool: &dyn Pool,
    probabilities: *const f32,
    labels: *const i32,
    loss: *mut f32,
    rows: usize,
    columns: usize,
) -> Result<(), LabelFault> {
    unsafe {
        let targets = dense(labels, rows, columns)?;
        categorical_cross_entropy(pool, probabilities, targets.as_ptr(), loss, rows, columns);
    }
    Ok(())
}

/// The gradient of [`sparse_categorical_cross_entropy`] with respect to the probabilities, which it may
/// overwrite. A label outside 0..columns is an error, and nothing is written then.
///
/// # Safety
/// Inputs must be readable and `dprobabilities` writable for their shapes.
pub unsafe fn sparse_categorical_cross_entropy_gradient(
    pool: &dyn Pool,
    probabilities: *const f32,
    labels: *const i32,
    dloss: *const f32,
    dprobabilities: *mut f32,
    rows: usize,
    columns: usize,
) -> Result<(), LabelFault> {
    unsafe {
        let targets = dense(labels, rows, columns)?;
        categorical_cross_entropy_gradient(
            pool,
            probabilities,
            targets.as_ptr(),
            dloss,
            dprobabilities,
            rows,
            columns,
        );
    }
    Ok(())
}
